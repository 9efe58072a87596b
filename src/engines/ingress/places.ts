import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { classOf } from './class.ts';
import { dataPlaneOf } from './data-plane.ts';
import { placeOf, type Serving, servingOf } from './serving.ts';

/** The Ingresses that one controller serves at one address. */
export interface IngressPlace {
  readonly key: string;
  readonly serving: Serving;
  readonly ingresses: readonly Ingress[];
}

/** Every place of the cluster at which Ingresses are served, and those Ingresses that nobody is known to serve; some of them name no class. */
export interface IngressPlaces {
  readonly places: readonly IngressPlace[];
  readonly unserved: readonly Ingress[];
  readonly classless: readonly Ingress[];
  readonly gaps: readonly Gap[];
}

/** Sorts the Ingresses of all namespaces by who serves them. */
export function placesOf(cluster: ClusterIndex): IngressPlaces {
  const classes = cluster.list('IngressClass');
  const listing = cluster.list('Ingress');
  const groups = new Map<string, Ingress[]>();
  const unserved: Ingress[] = [];
  for (const ingress of knownItems(listing)) {
    const key = placeOf(ingress, classes);
    const group = key === undefined ? unserved : groups.get(key);
    if (group !== undefined) group.push(ingress);
    else if (key !== undefined) groups.set(key, [ingress]);
  }
  const places = [...groups].flatMap(([key, ingresses]) => {
    const [first] = ingresses;
    return first === undefined ? [] : [{ key, serving: servingOf(first, cluster), ingresses }];
  });
  const classless = unserved.filter((ingress) => classOf(ingress, classes).state === 'no-class');
  return { places, unserved, classless, gaps: [...gapsOf(listing), ...gapsOf(classes)] };
}

/** An address at which a place is reached, and the Ingress whose status says so; without one a Service of the data plane has it. */
export interface PlaceAddress {
  readonly address: string;
  readonly reportedBy?: { readonly ingress: Ingress; readonly field: string };
}

/**
 * The addresses of a place: those that the status of its Ingresses reports, of the Ingresses that are asked for first; where none does,
 * those of the Services in front of its pods.
 */
export function addressesOf(place: IngressPlace, first: readonly Ingress[], cluster: ClusterIndex): readonly PlaceAddress[] {
  const reported = [first, place.ingresses].map((all) => distinct(all.flatMap(reportedBy))).find((all) => all.length > 0);
  if (reported !== undefined) return reported;
  const { known } = place.serving;
  const services = known === undefined ? [] : knownItems(dataPlaneOf(known, cluster).services);
  const addresses = services.flatMap(({ spec, status }) => [
    ...status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    ...spec.externalIPs,
  ]);
  return distinct(addresses.map((address) => ({ address })));
}

function reportedBy(ingress: Ingress): readonly PlaceAddress[] {
  return ingress.status.loadBalancer.ingress.flatMap(({ ip, hostname }, index) => {
    const address = ip ?? hostname;
    const field = `status.loadBalancer.ingress[${index}].${ip === undefined ? 'hostname' : 'ip'}`;
    return address === undefined ? [] : [{ address, reportedBy: { ingress, field } }];
  });
}

function distinct(addresses: readonly PlaceAddress[]): readonly PlaceAddress[] {
  return [...new Map(addresses.toReversed().map((one) => [one.address, one])).values()].toReversed();
}
