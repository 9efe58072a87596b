import type { IngressClassing } from '../class.ts';
import { AWS } from './aws.ts';
import { CONTOUR } from './contour.ts';
import type { KnownController } from './controller.ts';
import { GCE } from './gce.ts';
import { HAPROXY } from './haproxy.ts';
import { INGRESS_NGINX } from './ingress-nginx.ts';
import { KONG } from './kong.ts';
import { TRAEFIK } from './traefik.ts';

export type { BackendWay, KnownController, Redirect } from './controller.ts';

/** The controllers whose behaviour is known. */
export const KNOWN_CONTROLLERS: readonly KnownController[] = [INGRESS_NGINX, TRAEFIK, HAPROXY, CONTOUR, KONG, AWS, GCE];

/**
 * The known controller that serves what is of a class: by `spec.controller` of the class; where there is no such class, by the value of the
 * old annotation, which is then what a controller compares. Undefined for any other controller, and where no class is named.
 */
export function knownControllerOf(classing: IngressClassing): KnownController | undefined {
  const ingressClass = 'ingressClass' in classing ? classing.ingressClass : undefined;
  if (ingressClass !== undefined) return KNOWN_CONTROLLERS.find(({ isNamedBy }) => isNamedBy(ingressClass.spec.controller));
  if (classing.state !== 'annotation') return undefined;
  return KNOWN_CONTROLLERS.find(({ annotations }) => annotations.includes(classing.name));
}
