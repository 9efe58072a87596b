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

/** How closely a host is named, the closest first: in DNS, too, a name of its own goes before a wildcard. */
export const CLOSENESS = ['exact', 'wildcard', 'listener'] as const;

/** An address at which requests for a host come in, by what somebody reports of himself. */
export interface Entrance {
  /** An IP address, or the name of a load balancer. */
  readonly address: string;
  /** What has the address: entrances of one place lead to the same. */
  readonly place: string;
  /** Whether a rule names the host, or all below a domain; or there is no more than a listener for it, behind which there may be nothing. */
  readonly namedBy: (typeof CLOSENESS)[number];
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** Where requests for a host come in. Without entrances `why` says what is known all the same. */
export interface Entrances {
  readonly found: readonly Entrance[];
  readonly why?: string;
  /** What could not be read, so that requests may come in elsewhere, too. */
  readonly unread?: string;
}

/** A Service port to which a proxy sends requests, and how. */
export interface NextHop {
  readonly service: Service;
  readonly port: ServicePort;
  readonly to: 'endpoints' | 'clusterIP' | 'nodePort';
  /** The fraction of requests, 0 to 1. */
  readonly share: number;
}

/** A part of the requests that a proxy answers itself, or of which it is not known where they go. `step` ends the way. */
export interface EndingPart {
  readonly end: Disposition;
  readonly step: Step;
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
  /** What of it does not go on; absent where all of it fares alike. */
  readonly parts?: readonly EndingPart[];
  /** The pods of the proxy that were seen. */
  readonly pods: readonly Pod[];
  /** Whether its ports are those that objects name; else they are assumed to be those of HTTP. */
  readonly knowsPorts?: boolean;
}

/** Something that routes requests by host and path. */
export interface Router {
  /** Where requests for a host come in, for clients of which it is not known what the name is to them. */
  entrances(request: WebRequest, cluster: ClusterIndex): Entrances;
  /** What becomes of a request that arrives at an address; undefined where the address is none of its. */
  routeAt(request: WebRequest, address: string, cluster: ClusterIndex): RoutedRequest | undefined;
}
