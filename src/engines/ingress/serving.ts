import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Listing, mapListing } from '../../model/listing.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import type { IngressClass } from '../../model/resources/ingress-class.ts';
import { classOf, type IngressClassing } from './class.ts';
import { type KnownController, knownControllerOf } from './controllers/index.ts';

/** Who serves an Ingress, as far as the API tells. */
export interface Serving {
  readonly classing: IngressClassing;
  /** `spec.controller` of its class. */
  readonly controller?: string;
  /** The controller, where its behaviour is known. */
  readonly known?: KnownController;
}

/** Who serves an Ingress: asks for the IngressClasses, which are few. */
export function servingOf(ingress: Ingress, cluster: ClusterIndex): Serving {
  return servingBy(ingress, cluster.list('IngressClass'));
}

function servingBy(ingress: Ingress, classes: Listing<IngressClass>): Serving {
  const classing = classOf(ingress, classes);
  const known = knownControllerOf(classing);
  const controller = 'ingressClass' in classing ? classing.ingressClass?.spec.controller : undefined;
  return { classing, ...(controller === undefined ? {} : { controller }), ...(known === undefined ? {} : { known }) };
}

/**
 * The Ingresses that a controller serves together with one, itself included: those of its classes that share an address with it. Of an
 * Ingress that no class names only itself is sure. Asks for the Ingresses of all namespaces, since hosts are shared across them.
 */
export function servedTogether(ingress: Ingress, cluster: ClusterIndex): Listing<Ingress> {
  const classes = cluster.list('IngressClass');
  const key = placeOf(ingress, classes);
  if (key === undefined) return { state: 'complete', items: [ingress] };
  return mapListing(cluster.list('Ingress'), (all) => all.filter((one) => placeOf(one, classes) === key));
}

/** What Ingresses at one place of one controller have in common; undefined where nobody is known to serve one. */
export function placeOf(ingress: Ingress, classes: Listing<IngressClass>): string | undefined {
  const { classing, controller, known } = servingBy(ingress, classes);
  if (classing.state !== 'class' && classing.state !== 'annotation') return undefined;
  return JSON.stringify([controller ?? `annotation ${classing.name}`, known?.sharesBy(ingress) ?? '']);
}
