import type { ObjectRef } from './object-ref.ts';
import type { RecentEvent } from './recent-event.ts';
import type { ReportBase } from './report.ts';
import type { Protocol } from './values/port.ts';

/** What was asked: `ing/NAMESPACE/NAME`. */
export interface IngressQuestion {
  readonly object: string;
}

/**
 * - served: a controller serves its class, and every line leads to an endpoint that is ready, or to what the controller does itself
 * - partly-served: some lines lead nowhere
 * - not-served: no controller serves its class, or no line leads anywhere
 * - unknown: what decides could not be read, or is not in the API: a controller that takes Ingresses without a class
 */
export type IngressOutcome = 'served' | 'partly-served' | 'not-served' | 'unknown';

/** The class of an Ingress, which says whose business it is. */
export interface IngressClassReport {
  /** Where it is named: in `spec.ingressClassName`, in the old annotation, or nowhere. */
  readonly by: 'field' | 'annotation' | 'none';
  readonly name?: string;
  /** Whether there is such an IngressClass. */
  readonly exists: 'yes' | 'no' | 'unknown';
  /** `spec.controller` of the class. */
  readonly controller?: string;
  /** Settings that the class points at; only its controller knows what they mean. */
  readonly parameters?: { readonly kind: string; readonly name: string; readonly namespace?: string };
  /** The classes that are the default today, the one that the API server would fill in first. */
  readonly defaults: readonly string[];
  readonly says: string;
}

/** A pod that carries the traffic of a controller. */
export interface IngressControllerPod {
  readonly namespace: string;
  readonly name: string;
  readonly ip?: string;
  readonly node?: string;
  readonly ready: boolean;
  readonly hostNetwork: boolean;
}

/** A Service in front of those pods. */
export interface IngressControllerService {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIPs: readonly string[];
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: Protocol; readonly nodePort?: number }[];
}

/** A controller whose behaviour is known, and what of it is seen in the cluster. */
export interface IngressController {
  readonly name: string;
  /** Since when its project has ended. */
  readonly retired?: string;
  /** `outside`: its proxies do not run in the cluster. */
  readonly pods: readonly IngressControllerPod[] | 'outside' | 'unknown';
  readonly services: readonly IngressControllerService[] | 'unknown';
  /** What a client gets where no line takes a request. */
  readonly withoutMatch: string;
}

/** An address that the status reports, and whose it is; `owners` empty: nobody's in this cluster. */
export interface IngressAddress {
  readonly address: string;
  readonly owners: readonly { readonly object: ObjectRef; readonly role: string }[] | 'unknown';
  /** Ports of which the status says something; `error` where one does not work. */
  readonly ports: readonly { readonly port: number; readonly protocol: Protocol; readonly error?: string }[];
}

/** What a line leads to. */
export interface IngressBackendReport {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The port as the Ingress names it. */
  readonly port?: string | number;
  /** The port of the Service, where there is one. */
  readonly servicePort?: number;
  /** What the proxies send to; unknown where the controller is not known. */
  readonly sendsTo: 'endpoints' | 'clusterIP' | 'nodePort' | 'unknown';
  readonly endpoints: { readonly total: number; readonly ready: number };
  readonly says: string;
}

/** Another line, and how it bears on this one. */
export interface IngressRival {
  readonly ingress: ObjectRef;
  readonly field: string;
  readonly says: string;
}

/** One line of the Ingress: a path of a rule, a rule without paths, or the default backend. */
export interface IngressLineReport {
  readonly field: string;
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  /** A URL that names the line, `*` for any host; absent for the default backend. */
  readonly url?: string;
  /** Whether a request for exactly its host and path comes here. */
  readonly wins: 'yes' | 'no' | 'controller-decides';
  /** Whether the specification says that, or only what is known of the controller. */
  readonly decidedBy: 'specification' | 'controller';
  readonly rivals: readonly IngressRival[];
  /** What the controller answers itself instead. */
  readonly redirect?: { readonly status: number; readonly location?: string; readonly says: string };
  /** Where requests end: at a ready endpoint, with an answer of the controller, nowhere, or not known. */
  readonly leads: 'to-endpoints' | 'to-controller' | 'nowhere' | 'unknown';
  readonly backend?: IngressBackendReport;
}

/** A part of `spec.tls`. */
export interface IngressTLSReport {
  readonly field: string;
  readonly hosts: readonly string[];
  readonly secretName?: string;
  /** Whether the Secret exists; `none`: it names none, and the controller shows a certificate of its own. */
  readonly secret: 'present' | 'absent' | 'none' | 'unknown';
  /** Hosts for which there is no rule. */
  readonly hostsWithoutRule: readonly string[];
}

/** The report of `kubectl netexplain ing/NAME`. */
export interface IngressReport extends ReportBase<'Ingress', IngressQuestion, IngressOutcome> {
  readonly ingress: { readonly namespace: string; readonly name: string };
  readonly class: IngressClassReport;
  /** Absent where the controller is not one whose behaviour is known. */
  readonly controller?: IngressController;
  readonly addresses: readonly IngressAddress[];
  readonly lines: readonly IngressLineReport[];
  /** Whether all Ingresses with which this one shares hosts were seen. */
  readonly rivalsComplete: boolean;
  readonly tls: readonly IngressTLSReport[];
  /** What the API server would refuse today. */
  readonly problems: readonly { readonly field: string; readonly says: string }[];
  readonly events: readonly RecentEvent[];
}
