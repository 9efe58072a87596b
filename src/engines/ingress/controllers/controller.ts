import type { Ingress } from '../../../model/resources/ingress.ts';
import type { Service } from '../../../model/resources/service.ts';
import type { Labels } from '../../../model/values/label-selector.ts';
import { fitOf } from '../host.ts';
import type { IngressLine } from '../line.ts';
import type { IngressRequest } from '../request.ts';
import type { Reading } from '../route.ts';

/** How a controller's proxies send requests on: to the endpoints themselves, to the Cluster IP, or to a NodePort. */
export interface BackendWay {
  readonly to: 'endpoints' | 'clusterIP' | 'nodePort';
  /** Where that is written, in words. */
  readonly says: string;
}

/** What a controller answers instead of sending a request on. `location` is absent where it is not known. */
export interface Redirect {
  readonly status: number;
  readonly location?: string;
  readonly says: string;
}

/** What is known of a controller by its documents. */
export interface KnownController {
  readonly name: string;
  /** Whether the `spec.controller` of a class means it. */
  readonly isNamedBy: (controller: string) => boolean;
  /** The values of the annotation `kubernetes.io/ingress.class` that it takes for its own unless it is told otherwise. */
  readonly annotations: readonly string[];
  /** Whether it takes Ingresses that name no class, as it ships: no, or unless it is told otherwise. */
  readonly takesWithoutClass: 'no' | 'unless-told';
  /** The labels that its own manifests and charts give the pods that carry the traffic; empty where none in the cluster does. */
  readonly pods: readonly Labels[];
  readonly reading: Reading;
  /** Ingresses with the same key are at one address and share hosts. */
  readonly sharesBy: (ingress: Ingress) => string;
  readonly sendsTo: (ingress: Ingress, service: Service | undefined) => BackendWay;
  /** What it answers itself where a line has been chosen; undefined where it sends the request on. */
  readonly redirects: (request: IngressRequest, line: IngressLine) => Redirect | undefined;
  /** What a client gets where no line takes a request. */
  readonly withoutMatch: string;
  /** Where the project has ended: since when. */
  readonly retired?: string;
}

/** Where a request for `http://` goes that must come by `https://`. */
export function toHttps({ host, path }: IngressRequest): string {
  return `https://${host.replace(/:\d*$/, '')}${path}`;
}

/** Whether an Ingress has a certificate for a host that a rule names. */
export function hasCertificate({ ingress, host }: IngressLine): boolean {
  return ingress.spec.tls.some(
    ({ hosts, secretName }) =>
      secretName !== undefined && (host === undefined || hosts.some((one) => fitOf(one, host.toLowerCase()) !== undefined)),
  );
}
