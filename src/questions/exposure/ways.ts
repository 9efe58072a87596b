import { type NodesBut, sensitiveTarget } from '../../engines/open-ports/index.ts';
import { endpointsOfPort, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { ExposureRow } from '../../model/exposure-report.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';
import { controllerOf } from '../audit/identity.ts';
import { admissionToPod, admissionToService } from './admission.ts';

/** A way in at nodes that do the same. */
export interface Way
  extends Pick<
    ExposureRow,
    | 'via'
    | 'service'
    | 'address'
    | 'port'
    | 'protocol'
    | 'answers'
    | 'outcome'
    | 'reason'
    | 'status'
    | 'endpoints'
    | 'workloads'
    | 'sensitive'
    | 'clients'
    | 'policies'
  > {
  /** Absent where no node has to do with it, as far as the API tells, or none is known. */
  readonly nodes?: NodesBut;
  /** The name of a node that is not known. */
  readonly node?: string;
  /** The place of the address among those of each node; absent where `address` is the same at all of them. */
  readonly at?: number;
}

/** What stands behind a way in. */
export type Behind = Pick<Way, 'workloads' | 'sensitive' | 'policies'>;

/** What stands behind the ports of a Service: all its endpoints, ready or not. */
export function behindService(service: Service, ports: readonly ServicePort[], cluster: ClusterIndex): Behind {
  const slices = slicesOf(service, cluster);
  if (slices.state === 'unknown') return { workloads: 'unknown' };
  const found = ports.flatMap((port) => endpointsOfPort(slices.items, port).map((endpoint) => ({ endpoint, protocol: port.protocol })));
  const names = found.map(({ endpoint: { ip, endpoint, slice } }) => {
    const { targetRef } = endpoint;
    if (targetRef?.kind !== 'Pod') return ip;
    const namespace = targetRef.namespace ?? slice.metadata.namespace ?? '';
    const pod = cluster.get('Pod', targetRef.name, namespace);
    return pod.state === 'found' ? workloadOfPod(pod.item) : `Pod ${nameOf({ namespace, name: targetRef.name })}`;
  });
  const targets = found.map(({ endpoint, protocol }) => sensitiveAt(endpoint.port, protocol, service));
  const declared = ports.map(({ targetPort, port, protocol }) =>
    sensitiveAt(typeof targetPort === 'number' ? targetPort : port, protocol, service),
  );
  const sensitive = [...targets, ...(found.length === 0 ? declared : [])].find((one) => one !== undefined);
  const [protocol] = new Set(ports.map((port) => port.protocol));
  const endpoints = found.map(({ endpoint }) => endpoint);
  const policies = protocol === undefined ? undefined : admissionToService(service, endpoints, protocol, cluster);
  return {
    workloads: [...new Set(names)].sort(),
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(policies === undefined ? {} : { policies }),
  };
}

/** What stands behind a port of a pod. */
export function behindPod(pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): Behind {
  const sensitive = sensitiveTarget(port, protocol)?.what;
  const policies = admissionToPod(pod, port, protocol, cluster);
  return {
    workloads: [workloadOfPod(pod)],
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(policies === undefined ? {} : { policies }),
  };
}

/** `Deployment a/web`, or the pod itself where nothing controls it. */
export function workloadOfPod(pod: Pod): string {
  return controllerOf(pod) ?? `Pod ${nameOf(pod.metadata)}`;
}

function sensitiveAt(port: number, protocol: Protocol, { metadata }: Service): string | undefined {
  return sensitiveTarget(port, protocol, metadata.name)?.what;
}
