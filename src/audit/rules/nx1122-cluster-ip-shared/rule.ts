import { nameOf, refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { describePort } from '../../../model/values/port.ts';
import { addressUses, portsInCommon } from '../../facts/address-uses.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1122',
  title: 'Two Services have the same Cluster IP',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Service'],
  wholeKinds: ['Service'],
  causes: ['NX1121'],
  check(service, cluster) {
    const addresses = clusterIPsOf(service).flatMap((ip) => parseIp(ip)?.text ?? []);
    if (addresses.length === 0) return [];
    const { byAddress, gaps } = addressUses(cluster);
    const self = nameOf(service.metadata);
    const hits = addresses.flatMap((address) => {
      const others = (byAddress.get(address) ?? []).filter((use) => use.as === 'clusterIP' && nameOf(use.service.metadata) !== self);
      if (others.length === 0) return [];
      const ports = others.flatMap((other) => portsInCommon(service, other.service));
      const field = `spec.clusterIPs[${addresses.indexOf(address)}]`;
      const shown = { value: address, says: 'the same Cluster IP' };
      return [
        {
          args: {
            namespace: service.metadata.namespace ?? '',
            service: service.metadata.name,
            address,
            others: enumerate(others.map((other) => nameOf(other.service.metadata))),
            ports: enumerate([...new Set(ports.map(({ port, protocol }) => describePort({ port, protocol })))]),
          },
          evidence: [
            { ...shown, object: refTo('Service', service.metadata), field },
            ...others.map((other) => ({ ...shown, object: refTo('Service', other.service.metadata), field: other.field })),
          ] as const,
        },
      ];
    });
    return hits.length > 0 || gaps.length === 0 ? hits : unjudged(gaps);
  },
  message: ({ address, others, ports }) =>
    `its Cluster IP ${address} is also that of ${others}${ports === '' ? ', on other ports' : `, with port ${ports} in common: one gets the traffic of the other`}`,
  remedy: ({ namespace, service }) =>
    `Create one of them anew without spec.clusterIP (and spec.clusterIPs), as with Service ${namespace}/${service}: then it gets an address of its own.`,
});
