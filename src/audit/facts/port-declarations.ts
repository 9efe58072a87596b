import { type DeclaredPort, declaredPorts } from '../../engines/service/index.ts';
import { type Pod, servingContainers } from '../../model/resources/pod.ts';
import { isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import type { SelectedPort } from './target-ports.ts';

/** A declaration and the pod that it stands in. */
export interface Declaration {
  readonly pod: Pod;
  readonly port: DeclaredPort;
}

/** Why a numeric targetPort is doubtful, given what the pods declare. */
export type Doubt =
  /** The number is declared, but for another protocol. */
  | { readonly kind: 'other-protocol'; readonly declared: Declaration }
  /** Another port is the likely one: the Service port's own number (`swapped`), or the only one that every pod declares. */
  | { readonly kind: 'other-number'; readonly declared: Declaration; readonly swapped: boolean }
  /** The pods declare other ports, and none stands out. */
  | { readonly kind: 'undeclared' };

/**
 * Holds a numeric targetPort against the ports that the pods declare. Declaring is information only, so doubt needs a strong sign:
 * every container declares ports, and none declares (or has its readiness probed on) the one that is asked for. A number declared
 * for another protocol is doubtful at once, unless the Service offers it over that protocol too.
 */
export function doubtAbout({ service, port, pods }: SelectedPort): Doubt | undefined {
  const number = port.targetPort;
  const all = pods.flatMap((pod) => declaredPorts(pod).map((declared) => ({ pod, port: declared })));
  const sameNumber = all.filter((one) => one.port.port === number);
  if (sameNumber.some((one) => one.port.protocol === port.protocol) || pods.some((pod) => isProbed(pod, port))) return undefined;
  const other = sameNumber[0];
  if (other !== undefined) return offers(service, other.port) ? undefined : { kind: 'other-protocol', declared: other };
  if (!pods.every(declaresPorts)) return undefined;
  const common = commonPorts(pods, all, port);
  const swapped = common.find((one) => one.port.port === port.port);
  const meant = swapped ?? (common.length === 1 ? common[0] : undefined);
  return meant === undefined ? { kind: 'undeclared' } : { kind: 'other-number', declared: meant, swapped: swapped !== undefined };
}

/** Whether a number in targetPort decides where traffic goes: a headless Service translates nothing. */
export function isNumberedTarget(service: Service): (port: ServicePort) => boolean {
  return (port) => typeof port.targetPort === 'number' && !isHeadless(service);
}

function isProbed(pod: Pod, { targetPort, protocol }: ServicePort): boolean {
  return protocol === 'TCP' && servingContainers(pod).some((container) => container.readinessProbe?.port === targetPort);
}

function offers(service: Service, declared: DeclaredPort): boolean {
  return service.spec.ports.some(
    ({ protocol, targetPort }) => protocol === declared.protocol && (targetPort === declared.port || targetPort === declared.name),
  );
}

function declaresPorts(pod: Pod): boolean {
  const containers = servingContainers(pod);
  return containers.length > 0 && containers.every((container) => container.ports.length > 0);
}

/** The ports that every pod declares for the protocol, each number once. */
function commonPorts(pods: readonly Pod[], all: readonly Declaration[], { protocol }: ServicePort): readonly Declaration[] {
  const ofProtocol = all.filter((one) => one.port.protocol === protocol);
  const byNumber = new Map(ofProtocol.map((one) => [one.port.port, one]));
  const holders = (number: number) => new Set(ofProtocol.filter((one) => one.port.port === number).map((one) => one.pod));
  return [...byNumber.values()].filter((one) => holders(one.port.port).size === pods.length);
}
