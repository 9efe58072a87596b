import type { NodeReport } from '../../model/node-report.ts';

/** What the verdict is made of. */
type NodeFacts = Pick<NodeReport, 'outcome' | 'node' | 'addresses' | 'conditions' | 'pods' | 'open' | 'openComplete'>;

/** The verdict in one line: its state and why, its addresses, its pods, and how much is open on it. */
export function summaryOf(facts: NodeFacts): string {
  return [state(facts), place(facts), pods(facts), openPorts(facts)].filter((part) => part !== '').join(' ');
}

function state({ outcome, node, conditions }: NodeFacts): string {
  const name = `Node ${node.name}`;
  const bad = conditions.find(({ good }) => !good);
  const why = bad === undefined ? '' : `${bad.type} is ${bad.status}${bad.message === undefined ? '' : ` (${bad.message})`}`;
  const cordoned = node.cordoned ? ' It is cordoned: new pods stay away.' : '';
  switch (outcome) {
    case 'ready':
      return `${name} is ready${why === '' ? '' : `, but ${why}`}.${cordoned}`;
    case 'not-ready':
      return `${name} is not ready: ${why}.${cordoned}`;
    case 'unknown':
      return `It is unknown whether ${name} is ready: it has no Ready condition.${cordoned}`;
  }
}

function place({ addresses, node }: NodeFacts): string {
  const own = addresses.filter(({ family }) => family !== undefined).map(({ address }) => address);
  const ranges = node.podCIDRs.length === 0 ? 'no pod CIDR' : `pod CIDR ${node.podCIDRs.join(', ')}`;
  return own.length === 0 ? `It has no IP address, ${ranges}.` : `It has ${own.join(', ')}, ${ranges}.`;
}

function pods({ pods: all }: NodeFacts): string {
  if (all === 'unknown') return 'Which pods are on it is unknown.';
  const live = all.filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed').length;
  return `${live} live ${live === 1 ? 'pod' : 'pods'}.`;
}

function openPorts({ open, openComplete }: NodeFacts): string {
  const count = (answers: string) => open.filter((one) => one.answers === answers).length;
  if (open.length === 0) return openComplete ? 'No port is open on it, as far as the API shows.' : 'What is open on it is unknown.';
  const unknown = count('unknown');
  const parts = [`${count('yes')} of ${open.length} open ports answer`, unknown === 0 ? '' : `of ${unknown} it is unknown`];
  const more = openComplete ? '' : '; there may be more';
  return `${parts.filter((part) => part !== '').join(', ')}${more}.`;
}
