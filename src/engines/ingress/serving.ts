import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, type Listing, mapListing } from '../../model/listing.ts';
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
 * Ingress that no class names only itself is sure.
 * @param scope where they are looked for: everywhere, since hosts are shared across namespaces, unless that is too much to ask
 */
export function servedTogether(ingress: Ingress, cluster: ClusterIndex, scope: { readonly namespace?: string } = {}): Listing<Ingress> {
  const classes = cluster.list('IngressClass');
  const key = placeOf(ingress, classes);
  if (key !== undefined) return mapListing(cluster.list('Ingress', scope), (all) => all.filter((one) => placeOf(one, classes) === key));
  const gaps = gapsOf(classes);
  return gaps.length === 0 ? { state: 'complete', items: [ingress] } : { state: 'partial', items: [ingress], gaps };
}

/** What Ingresses at one place of one controller have in common; undefined where nobody is known to serve one. */
export function placeOf(ingress: Ingress, classes: Listing<IngressClass>): string | undefined {
  const { classing, controller, known } = servingBy(ingress, classes);
  if (classing.state !== 'class' && classing.state !== 'annotation') return undefined;
  return JSON.stringify([controller ?? `annotation ${classing.name}`, known?.sharesBy(ingress) ?? '']);
}
