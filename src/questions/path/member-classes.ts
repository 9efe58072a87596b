import type { TellsApart } from '../../engines/policy/index.ts';
import type { Arrival, Sender } from '../../engines/trace/index.ts';

/**
 * What policies may tell senders of one case apart by: pods by the labels that selectors ask for, and, where rules are about addresses or
 * nodes, by who exactly they are; all by their node, where a node is an end. Senders with the same text fare alike.
 * @param by undefined: they may be told apart by anything
 */
export function classOf(sender: Sender, ways: readonly Arrival[], by: TellsApart | undefined): string {
  const { name } = sender.node;
  const exactly = by === undefined || by.byAddress;
  const atNode = ways.some(({ connections = [] }) => connections.some(({ destination }) => destination.pod === undefined));
  if (sender.kind !== 'pod') return exactly || atNode ? name : '';
  const { metadata, spec } = sender.pod;
  const labels = Object.entries(metadata.labels).filter(([key]) => by?.labels.has(key));
  return JSON.stringify([labels.sort(), spec.hostNetwork || atNode ? name : '', exactly ? metadata.name : '']);
}
