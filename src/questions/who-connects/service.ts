import { groupBy } from '../../audit/facts/by-value.ts';
import { counted } from '../../audit/facts/enumerate.ts';
import {
  bareVerdict,
  bothEnds,
  type Direction,
  isForPort,
  outsideAdmission,
  type PodRule,
  type Policies,
  podClasses,
  policiesAboutPod,
  type SendingNode,
} from '../../engines/policy/index.ts';
import { endpointsOfPort, isUsable } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { AdmittingPods, PortAdmission } from '../../model/pod-policies.ts';
import type { Verdict } from '../../model/policy-verdict.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { nodeIPs } from '../../model/resources/node.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';
import { isolatedBy } from './pod.ts';
import { adminRules, doubtsIn, peersOf } from './words.ts';

const DIRECTION: Direction = 'ingress';

/** What is asked about a port of a Service. */
export interface PortAdmissionQuestion {
  readonly service: Service;
  readonly port: ServicePort;
  readonly slices: readonly EndpointSlice[];
  /** The pod for which the Service is explained. */
  readonly client?: Pod;
}

/** A pod that takes connections, and on which of its ports. */
interface Receiver {
  readonly pod: Pod;
  readonly port: number;
}

/**
 * Who may connect to the pods behind a port of a Service, by the policies of these; pods that admit the same are together. Undefined where no
 * endpoint takes connections, or none has a pod.
 */
export function portAdmission(question: PortAdmissionQuestion, policies: Policies, cluster: ClusterIndex): PortAdmission | undefined {
  const { service, port, slices, client } = question;
  const { receivers, unread } = receiversOf(port, slices, cluster);
  if (receivers.length + unread === 0) return undefined;
  const { protocol } = port;
  const judged = classesOf(receivers, policies).map((same) => ({ same, ...admitted(same, protocol, policies) }));
  const groups = [...groupBy(judged, ({ group }) => [JSON.stringify(group)]).values()].map((alike) => ({
    ...(alike[0]?.group ?? NOTHING),
    pods: alike.flatMap(({ same }) => same.map(({ pod }) => pod.metadata.name)),
  }));
  const count = (wanted: AdmittingPods['isolated']) =>
    groups.filter(({ isolated }) => isolated === wanted).reduce((sum, { pods }) => sum + pods.length, 0);
  const [isolated, unknown] = [count('yes'), count('unknown') + unread];
  const endpoints = receivers.length + unread;
  const doubts = [...new Set([...judged.flatMap((one) => one.doubts), ...(unread > 0 ? ['not all pods behind it were read'] : [])])];
  const isDecidedByOthers = doubts.length > 0 || groups.some(({ admin }) => admin.length > 0);
  return {
    endpoints,
    isolated,
    unknown,
    says: isolationInWords(isolated, unknown, endpoints, isDecidedByOthers),
    groups,
    ...(client === undefined ? {} : { client: clientAdmission(client, { receivers, unread }, protocol, policies) }),
    ...(isOpenOutside(service) ? { outside: fromOutside(service, { receivers, unread }, protocol, policies, cluster) } : {}),
    doubts,
  };
}

const NOTHING = { isolated: 'unknown', peers: [], admin: [] } as const;

/** What takes connections: pods, and how many of which no more than the name is known. */
interface Receivers {
  readonly receivers: readonly Receiver[];
  readonly unread: number;
}

/** Each pod that takes connections once, whatever families it has. */
function receiversOf(port: ServicePort, slices: readonly EndpointSlice[], cluster: ClusterIndex): Receivers {
  const pods = new Map(cluster.known('Pod').map((pod) => [nameOf(pod.metadata), pod]));
  const targets = endpointsOfPort(slices, port)
    .filter(isUsable)
    .flatMap(({ endpoint: { targetRef }, slice, port: number }) => {
      if (targetRef?.kind !== 'Pod') return [];
      const name = nameOf({ namespace: targetRef.namespace ?? slice.metadata.namespace ?? '', name: targetRef.name });
      return [{ key: `${name} ${number}`, pod: pods.get(name), port: number }];
    });
  const distinct = [...new Map(targets.map((one) => [one.key, one])).values()];
  const receivers = distinct.flatMap(({ pod, port: number }) => (pod === undefined ? [] : [{ pod, port: number }]));
  return { receivers, unread: distinct.length - receivers.length };
}

/** Receivers that no policy tells apart. */
function classesOf(receivers: readonly Receiver[], policies: Policies): readonly (readonly Receiver[])[] {
  const classes = podClasses([...new Set(receivers.map(({ pod }) => pod))], policies);
  const positions = new Map(classes.flatMap(({ pods }, position) => pods.map((pod) => [pod, position] as const)));
  return [...groupBy(receivers, ({ pod, port }) => [`${positions.get(pod)} ${port}`]).values()];
}

/** What the policies of pods that are alike say of their port. */
function admitted(same: readonly Receiver[], protocol: Protocol, policies: Policies) {
  const [first] = same;
  if (first === undefined) return { group: NOTHING, doubts: [] };
  const about = policiesAboutPod(DIRECTION, first.pod, policies);
  const forPort = ({ rule }: PodRule) => isForPort(rule, first.pod, first.port, protocol, policies) !== false;
  const rules = about.isolating.flatMap((policy) =>
    policy.rules[DIRECTION].filter(({ action }) => action === 'accept').map((rule) => ({ policy, rule })),
  );
  const group: Omit<AdmittingPods, 'pods'> = {
    isolated: isolatedBy(about),
    peers: peersOf(rules.filter(forPort), DIRECTION),
    admin: adminRules([...about.before, ...(about.isolating.length > 0 ? [] : about.after)].filter(forPort), DIRECTION),
  };
  return { group, doubts: doubtsIn(about) };
}

function isolationInWords(isolated: number, unknown: number, all: number, isDecidedByOthers: boolean): string {
  const open = unknown === 0 ? '' : `; of ${unknown} it is not known`;
  if (isolated > 0) return `${isolated} of ${counted(all, 'endpoint')} ${isolated === 1 ? 'is' : 'are'} isolated for ingress${open}`;
  if (unknown > 0) return 'whether its endpoints are isolated is not known';
  return `no NetworkPolicy isolates its endpoints${isDecidedByOthers ? '; other policies have a say' : ': every client may connect'}`;
}

function clientAdmission(
  client: Pod,
  { receivers, unread }: Receivers,
  protocol: Protocol,
  policies: Policies,
): Required<PortAdmission>['client'] {
  const verdicts = receivers.map(({ pod, port }): Verdict => {
    const flow = { client: { kind: 'pod', pod: client }, server: { kind: 'pod', pod }, port, protocol } as const;
    return bothEnds(bareVerdict('egress', flow, policies), bareVerdict('ingress', flow, policies));
  });
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  const [admits, denied, unknown] = [count('allowed'), count('denied'), count('unknown') + unread];
  const open = unknown === 0 ? '' : `; of ${unknown} it is not known`;
  const { namespace = '', name } = client.metadata;
  return {
    admitted: admits,
    denied,
    unknown,
    says: `policies let pod ${namespace}/${name} through to ${admits} of ${counted(verdicts.length + unread, 'endpoint')}${open}`,
  };
}

function isOpenOutside({ spec }: Service): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.externalIPs.length > 0;
}

/** Under externalTrafficPolicy Cluster the node by which a client comes in gives the packet its own address. */
function fromOutside(service: Service, { receivers, unread }: Receivers, protocol: Protocol, policies: Policies, cluster: ClusterIndex) {
  const nodes = knownItems(cluster.list('Node')).map((node): SendingNode => {
    const [first] = nodeIPs(node);
    return { name: node.metadata.name, ...(first === undefined ? {} : { ip: first.address }) };
  });
  const seen = service.spec.externalTrafficPolicy === 'Local' ? 'client' : 'node';
  const unknown = Array.from({ length: unread }, () => ({ pod: undefined, port: 0 }));
  return outsideAdmission({ endpoints: [...receivers, ...unknown], protocol, seen, nodes }, policies);
}
