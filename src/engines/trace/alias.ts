import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { Service } from '../../model/resources/service.ts';
import { type Disposition, type Hop, makeTrace, type Step, type Trace } from '../../model/trace.ts';
import { parseIp } from '../../model/values/ip.ts';
import { clusterDomainOf, clusterServiceOf, type NamedService } from '../dns/index.ts';
import { endpointsOfPort, isUsable, slicesOf } from '../service/index.ts';
import { flowTarget, serviceEvidence } from './hops.ts';

/**
 * The way of a client that asks for a Service of type ExternalName: a CNAME, followed through the Services of this cluster that it
 * names. An address as target does not resolve; a circle, or a missing Service of the cluster, gives an answer without addresses.
 * Source: coredns plugin/kubernetes/kubernetes.go; observed with CoreDNS 1.13 (semantics.md section 13).
 */
export function aliasTrace(service: Service, cluster: ClusterIndex, from: string): Trace {
  const { domain } = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const flow = { from, to: flowTarget(service, undefined), protocol: 'TCP' } as const;
  const end = follow(service, cluster, domain, [service]);
  return makeTrace({ flow, ...end });
}

interface Way {
  readonly hops: readonly Hop[];
  readonly disposition: Disposition;
}

function follow(service: Service, cluster: ClusterIndex, domain: string, seen: readonly Service[]): Way {
  const target = service.spec.externalName ?? '';
  const cname = `CNAME ${target}`;
  const way = (disposition: Disposition, action: Step['action'], says: string): Way => ({
    disposition,
    hops: [hopOf(service, domain, [stepOf(service, action, says)])],
  });
  if (parseIp(target.replace(/\.$/, '')) !== undefined)
    return way('name-not-found', 'fail-to-resolve', `${cname}: an address is no name, so it does not resolve`);
  const inside = clusterServiceOf(target, cluster);
  if (inside === undefined) {
    return target.toLowerCase().replace(/\.$/, '').endsWith(`.${domain}`)
      ? way('insufficient-info', 'give-up', `${cname}: a name of the cluster that is no Service's`)
      : way('leaves-cluster', 'leave', `${cname}: asked upstream, outside the cluster`);
  }
  const next = cluster.get('Service', inside.name, inside.namespace);
  if (next.state === 'unknown') return way('insufficient-info', 'give-up', `${cname}: ${says(inside)} could not be read`);
  if (next.state === 'absent')
    return way('name-not-found', 'fail-to-resolve', `${cname}: ${says(inside)} does not exist, so there is no address`);
  if (seen.some((one) => nameOf(one.metadata) === nameOf(inside))) {
    return way('name-not-found', 'fail-to-resolve', `${cname}: leads back to itself, so there is no address`);
  }
  const here = hopOf(service, domain, [stepOf(service, 'resolve', cname)]);
  const rest =
    next.item.spec.type === 'ExternalName' ? follow(next.item, cluster, domain, [...seen, next.item]) : arrive(next.item, cluster);
  return { ...rest, hops: [here, ...rest.hops] };
}

/** At a Service with addresses of its own: whether anything answers there, on the client's own choice of port. */
function arrive(service: Service, cluster: ClusterIndex): Way {
  const slices = slicesOf(service, cluster);
  const object = refTo('Service', service.metadata);
  const at = {
    layer: 'service',
    says: `Service ${nameOf(service.metadata)}: its own way (kubectl netexplain svc/${service.metadata.name} -n ${service.metadata.namespace})`,
    object,
  } as const;
  const step = (action: Step['action'], text: string): Hop => ({
    at,
    steps: [
      {
        component: 'kube-proxy',
        action,
        object,
        says: text,
        evidence: [serviceEvidence(service, 'metadata.name', service.metadata.name, 'the target')],
      },
    ],
  });
  if (slices.state === 'unknown') return { disposition: 'insufficient-info', hops: [step('give-up', 'its endpoints could not be read')] };
  const usable = service.spec.ports.filter((port) => endpointsOfPort(slices.items, port).some(isUsable));
  return usable.length === 0
    ? { disposition: 'rejected', hops: [step('reject', 'refused: no endpoint is ready')] }
    : {
        disposition: 'delivered',
        hops: [step('deliver', `on port ${usable.map((port) => port.port).join(', ')}; ports are not translated by an ExternalName`)],
      };
}

function hopOf(service: Service, domain: string, steps: Hop['steps']): Hop {
  const { namespace, name } = service.metadata;
  return {
    at: { layer: 'name', says: `${name}.${namespace}.svc.${domain} ${steps[0].says}`, object: refTo('Service', service.metadata) },
    steps,
  };
}

function stepOf(service: Service, action: Step['action'], text: string): Step {
  const evidence = [
    serviceEvidence(service, 'spec.externalName', service.spec.externalName ?? '', 'the name that stands in for this Service'),
  ];
  return { component: 'cluster DNS (kube-system/kube-dns)', action, says: text, evidence };
}

function says(service: NamedService): string {
  return `Service ${service.namespace}/${service.name}`;
}
