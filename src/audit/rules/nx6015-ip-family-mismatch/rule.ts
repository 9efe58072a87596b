import { ownIPs } from '../../../engines/trace/index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import { familyOf, rangeOf, sameIp } from '../../../model/values/ip.ts';
import { dialledClusterIP } from '../../facts/dialled-service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { describeClient } from '../../facts/flow-ends.ts';
import { defineFlowRule, type FlowFacts } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6015',
  title: 'Client and destination have different IP families',
  severity: 'error',
  proof: 'certain',
  subject: 'Flow',
  reads: ['Service'],
  causes: [],
  check(flow, cluster) {
    const { dialled } = flow;
    const addresses = addressesOf(flow);
    const family = familyOf(dialled?.destination ?? '');
    if (dialled === undefined || family === undefined || rangeOf(dialled.destination) === 'loopback') return [];
    if (addresses.length === 0 || addresses.some((ip) => familyOf(ip) === family)) return [];
    const shown = [...ofClient(flow), ...ofService(dialledClusterIP(flow, cluster)?.shown), ...ofPod(flow)];
    const [first, ...more] = shown;
    if (first === undefined) return [];
    const other = family === 'IPv4' ? 'IPv6' : 'IPv4';
    const has = flow.sender.kind === 'pod' ? `has only ${other} addresses (${enumerate(addresses)})` : `is an ${other} address`;
    return [
      {
        subject: first.object,
        args: { client: describeClient(flow), has, destination: dialled.destination, family },
        evidence: [first, ...more],
      },
    ];
  },
  message: ({ client, has, destination, family }) =>
    `${client} ${has}, and ${destination} is an ${family} address: no packet can be sent from one to the other`,
  remedy: ({ family }) =>
    `Dial an address of the client's own family, which a dual-stack Service or pod has as well, or give the client an ${family} address.`,
});

/** The addresses that a client sends with; empty for a node, which may have more than its status names. */
function addressesOf({ sender }: FlowFacts): readonly string[] {
  if (sender.kind === 'pod') return sender.pod.spec.hostNetwork ? [] : ownIPs(sender.pod);
  return sender.kind === 'address' && sender.address !== null ? [sender.address] : [];
}

function ofClient({ sender }: FlowFacts): readonly Evidence[] {
  if (sender.kind !== 'pod') return [];
  const object = refTo('Pod', sender.pod.metadata);
  return sender.pod.status.podIPs.map(({ ip }, index) => ({
    object,
    field: `status.podIPs[${index}].ip`,
    value: ip,
    says: 'an address of the client',
  }));
}

function ofService(shown: Evidence | undefined): readonly Evidence[] {
  return shown === undefined ? [] : [shown];
}

function ofPod({ dialled }: FlowFacts): readonly Evidence[] {
  const pod = dialled?.intended;
  const index = pod?.status.podIPs.findIndex(({ ip }) => sameIp(ip, dialled?.destination ?? '')) ?? -1;
  if (pod === undefined || index < 0) return [];
  const object = refTo('Pod', pod.metadata);
  return [{ object, field: `status.podIPs[${index}].ip`, value: dialled?.destination ?? '', says: 'the address that is dialled' }];
}
