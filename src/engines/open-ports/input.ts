import type { Node } from '../../model/resources/node.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';
import type { Match, PortEndpoint, ProxyConfig } from '../service/index.ts';

/** Everything that what is open on a node depends on. */
export interface OpenPortsInput {
  readonly node: Node;
  readonly proxy: ProxyConfig;
  /** Services of all namespaces, as far as they are known. */
  readonly services: readonly Service[];
  /** The endpoints of a Service port; undefined where its slices could not be read. */
  endpointsOf(match: Match): readonly PortEndpoint[] | undefined;
  /** The pods on the node, as far as they are known. */
  readonly pods: readonly Pod[];
  /** What alone is asked for; everything where left out. */
  readonly only?: PortKey;
}

/** A port of a node. */
export interface PortKey {
  readonly port: number;
  readonly protocol: Protocol;
}

/** Whether a port is asked for. */
export function isOnly({ port, protocol }: PortKey, only: PortKey | undefined): boolean {
  return only === undefined || (only.port === port && only.protocol === protocol);
}
