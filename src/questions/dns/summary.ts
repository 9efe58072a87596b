import type { DnsHosts, DnsOutcome, DnsRecord, DnsSuggestion } from '../../model/dns-report.ts';
import type { LookedUp } from './report.ts';

/** The verdict in one line: resolved to what, or why not, with the name that would have worked. */
export function summaryOf(input: {
  readonly looked: LookedUp;
  readonly typed: string;
  readonly outcome: DnsOutcome;
  readonly hosts: DnsHosts;
  readonly answers: readonly DnsRecord[];
  readonly suggestions: readonly DnsSuggestion[];
}): string {
  const { looked, typed, outcome, hosts, answers, suggestions } = input;
  const where = looked.client.real ? `in ${looked.client.text.replace('/', ' ')}` : `in a pod of ${looked.client.text.replace('/', ' ')}`;
  const [suggestion] = suggestions;
  const meant = suggestion === undefined ? '' : `; ${suggestion.name} would work: ${suggestion.says}`;
  switch (outcome) {
    case 'resolved':
      return hosts.decides === 'yes'
        ? `${typed} is ${hosts.addresses.join(', ')} ${where}, by /etc/hosts`
        : `${typed} is ${dataOf(answers)} ${where}`;
    case 'nodata':
      return `${typed} exists ${where}, without ${looked.type} records: ${whyOf(looked)}${meant}`;
    case 'nxdomain':
      return `${typed} does not resolve ${where}: ${whyOf(looked)}${meant}`;
    case 'failed':
      return `${typed} cannot be looked up ${where}: ${whyOf(looked)}`;
    case 'asked-upstream':
      return `${beforeUpstream(looked, typed, where)}${whyOf(looked)}${meant}`;
    case 'unknown':
      return `what ${typed} is ${where} is not known: ${whyOf(looked)}`;
  }
}

function dataOf(answers: readonly DnsRecord[]): string {
  const data = answers.map((one) => (one.type === 'CNAME' ? `${one.data} (alias)` : one.data));
  return data.length > 3 ? `${data.slice(0, 3).join(', ')} and ${data.length - 3} more` : data.join(', ');
}

/** What the cluster's own DNS says of the name before somebody outside is asked. */
function beforeUpstream({ search, type }: LookedUp, typed: string, where: string): string {
  const told = search.steps.filter(({ name }) => name !== null).flatMap(({ queries }) => queries);
  const empty = told.find(({ reply }) => reply.outcome === 'NODATA');
  if (empty !== undefined)
    return `${typed} exists ${where}, without ${type} records: ${empty.reply.answer.says}. The search goes on, and it is `;
  const denied = told.some(({ reply }) => reply.outcome === 'NXDOMAIN');
  return denied ? `${typed} is no name of the cluster ${where}. It is ` : `${typed} is, ${where}, `;
}

/** The query that says most: the one that decides, else the one nearest to a name of the cluster. */
function whyOf({ search }: LookedUp): string {
  const asked = search.steps.flatMap(({ queries }) => queries);
  const open = asked.find(({ reply }) => reply.outcome === 'UNKNOWN' || reply.outcome === 'UPSTREAM');
  const decisive =
    search.outcome === 'UPSTREAM' || search.outcome === 'UNKNOWN'
      ? open
      : (asked.find(({ reply }) => reply.answer.evidence.length > 0) ?? asked[0]);
  return decisive?.reply.answer.says ?? 'no name that can be asked for';
}
