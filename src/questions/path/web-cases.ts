import type { Network } from '../../engines/trace/index.ts';
import { type Case, casesOf, type Ends, farCase } from './cases.ts';
import { ownerOfEntrance, type Place, placesFor } from './entrance.ts';
import type { Naming } from './name-targets.ts';
import type { WebRequest } from './routing.ts';
import { targetsOf } from './targets.ts';

/** A flow that asks by URL. */
interface WebEnds extends Ends {
  readonly request: WebRequest;
  readonly naming: Naming;
}

/**
 * The senders of a request: those of any flow, and where only servers outside the cluster know what the name of the URL is, once for each
 * place at which the cluster reports that requests for it come in.
 */
export function webCases(ends: WebEnds, network: Network): readonly Case[] {
  const { from, to, request, naming } = ends;
  if (to.kind !== 'name') return casesOf(ends, network);
  const { places, unread } = placesFor(request, network.cluster);
  const all: readonly (Place | readonly [])[] = unread === undefined || places.length === 0 ? places : [...places, []];
  const several = all.length > 1;
  if (from.kind === 'internet' || from.kind === 'address') {
    if (places.length === 0) return [farCase(from.kind === 'address' ? from.address : null)];
    return all.flatMap((place) => outsideCases(ends, place, network).map((one) => atPlace(one, place, several)));
  }
  return casesOf(ends, network).flatMap((one) => {
    const knows = one.sender.kind === 'pod' && !targetsOf({ to, protocol: 'TCP', naming }, one, network).some(asksUpstream);
    return knows || places.length === 0 ? [one] : all.map((place) => atPlace(one, place, several));
  });
}

/** Whether servers outside the cluster know more of what is dialled. */
function asksUpstream(target: ReturnType<typeof targetsOf>[number]): boolean {
  return 'end' in target && target.asksUpstream === true;
}

/** A case at one of several places; without entrances, wherever requests may come in besides. */
function atPlace(one: Case, entrances: Place | readonly [], several: boolean): Case {
  const address = entrances.length === 0 ? ['another address'] : entrances.map((entrance) => entrance.address);
  return { ...one, entrances, when: several ? { ...one.when, address } : one.when };
}

/** Senders outside, by the nodes that their packets reach where they come in. */
function outsideCases(ends: WebEnds, [entrance]: Place | readonly [], network: Network): readonly Case[] {
  const { from } = ends;
  const far = [farCase(from.kind === 'address' ? from.address : null)];
  if (entrance === undefined) return far;
  const owner = ownerOfEntrance(entrance.address, network);
  const { port } = ends.request;
  switch (owner.kind) {
    case 'address':
      return casesOf({ ...ends, to: { kind: 'address', address: owner.address, port } }, network);
    case 'balancer': {
      const { namespace = '', name } = owner.service.metadata;
      return casesOf({ ...ends, to: { kind: 'Service', namespace, name, port } }, network);
    }
    case 'outside':
      return far;
  }
}
