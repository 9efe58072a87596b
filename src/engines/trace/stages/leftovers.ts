import type { Evidence } from '../../../model/evidence.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import type { Disposition, Step } from '../../../model/trace.ts';
import { hostPort, sameIp } from '../../../model/values/ip.ts';
import { type Network, ownerOf } from '../network.ts';
import { arrive, evidenceOf, hopOf, type Passage, type StageResult } from '../passage.ts';
import { gapWords } from '../words.ts';
import { sourceAt } from './source.ts';

/** What no rule of the node and no pod or node takes: ranges of the cluster without an owner, and addresses outside. */
export function leftovers(passage: Passage, network: Network): StageResult {
  const { packet, at, endpoint } = passage;
  const owner = ownerOf(packet.destination, network, endpoint?.nodeName);
  const where = hostPort(packet.destination, packet.port);
  const end = (disposition: Disposition, action: Step['action'], says: string, evidence: readonly Evidence[] = []) =>
    arrive(passage, disposition, hopOf('node', `${where} ${says}`, { component: `routes of ${at.name}`, action, says, evidence }));
  switch (owner.kind) {
    case 'pod-range': {
      const { name } = owner.node.metadata;
      const index = owner.node.spec.podCIDRs.indexOf(owner.cidr);
      const evidence = evidenceOf(
        refTo('Node', { name }),
        `spec.podCIDRs[${index}]`,
        owner.cidr,
        'the address is in the pod range of this node',
      );
      return end('no-route', 'drop', `in the pod range of ${name}, and no pod has it: no route to host, or silence`, [evidence]);
    }
    case 'service-range':
      return end(
        'no-route',
        'drop',
        passage.translated
          ? 'a Cluster IP as endpoint: rules look at a packet once, so it leaves by the default route and nobody answers'
          : `no rule for port ${packet.port}/${packet.protocol} of this virtual address: the packet leaves by the default route and nobody answers`,
      );
    case 'pods':
      return end('insufficient-info', 'give-up', `not known: ${owner.pods.length} pods have this address`);
    case 'pod':
      return end('insufficient-info', 'give-up', 'not known: the pod that has this address is on no node');
    case 'special':
      return end('insufficient-info', 'give-up', `not known: ${owner.range} addresses are each node's own affair`);
    case 'unknown':
      return end('insufficient-info', 'give-up', `whose address this is is not known: ${gapWords(owner.gaps)}`);
    case 'node':
      return end('insufficient-info', 'give-up', `not known: it is an address of node ${owner.node.metadata.name}`);
    case 'outside':
      return leaving(passage, network);
  }
}

function leaving(passage: Passage, network: Network): StageResult {
  const { packet, at } = passage;
  const source = sourceAt('network', passage, network);
  const says = `${whatIsOutside(packet.destination, network)}: by the default route of ${at.name}; ${source.says}`;
  const component = source.by === 'network plugin' ? `network plugin on ${at.name}` : `routes of ${at.name}`;
  const { address, kept } = source;
  return arrive(
    passage,
    'leaves-cluster',
    hopOf('outside', hostPort(packet.destination, packet.port), { component, action: 'leave', says, evidence: [] }),
    {
      assumes: ['outside', ...(source.by === 'network plugin' ? ['pod-masquerade'] : [])],
      destination: { kind: 'outside', ip: packet.destination, port: packet.port, protocol: packet.protocol, source: { address, kept } },
    },
  );
}

/** A load balancer that does not want kube-proxy to take a short cut is outside, too (ipMode Proxy, KEP-1860). */
function whatIsOutside(address: string, { cluster }: Network): string {
  const behind = cluster
    .known('Service')
    .find(({ status }) =>
      status.loadBalancer.ingress.some((one) => one.ip !== undefined && sameIp(one.ip, address) && one.ipMode === 'Proxy'),
    );
  if (behind === undefined) return 'an address outside the cluster';
  return `the load balancer of ${describeRef(refTo('Service', behind.metadata))} (ipMode Proxy)`;
}
