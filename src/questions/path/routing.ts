import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { RequestRoute } from '../../model/path-report.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Disposition, Step } from '../../model/trace.ts';

/** A request as a client sends it. `host` is the Host header without a port; header names are in lower case. */
export interface WebRequest {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** The name in the TLS handshake: the host of the URL, whatever the Host header says. */
  readonly sni: string;
  readonly port: number;
  readonly path: string;
  readonly query?: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An address at which requests for a host come in, by what somebody reports of himself. */
export interface Entrance {
  /** An IP address, or the name of a load balancer. */
  readonly address: string;
  /** What has the address: entrances of one place lead to the same. */
  readonly place: string;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** Where requests for a host come in. Without entrances `why` says what is known all the same. */
export interface Entrances {
  readonly found: readonly Entrance[];
  readonly why?: string;
}

/** A Service port to which a proxy sends requests, and how. */
export interface NextHop {
  readonly service: Service;
  readonly port: ServicePort;
  readonly to: 'endpoints' | 'clusterIP' | 'nodePort';
  /** The fraction of requests, 0 to 1. */
  readonly share: number;
}

/** What a proxy does with a request. `steps` tell it in order, TLS first; the last is the end where `end` is set. */
export interface RoutedRequest {
  readonly route: RequestRoute;
  readonly steps: readonly [Step, ...Step[]];
  readonly assumes: readonly string[];
  /** How the request ends at the proxy; absent where it goes on to `next`. */
  readonly end?: Disposition;
  readonly next: readonly NextHop[];
  /** The pods of the proxy that were seen. */
  readonly pods: readonly Pod[];
}

/** Something that routes requests by host and path. */
export interface Router {
  /** Where requests for a host come in, for clients of which it is not known what the name is to them. */
  entrances(request: WebRequest, cluster: ClusterIndex): Entrances;
  /** What becomes of a request that arrives at an address; undefined where the address is none of its. */
  routeAt(request: WebRequest, address: string, cluster: ClusterIndex): RoutedRequest | undefined;
}
