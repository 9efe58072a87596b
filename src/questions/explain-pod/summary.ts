import type { PodReport } from '../../model/pod-report.ts';

/** What the verdict is made of. */
export type PodFacts = Pick<
  PodReport,
  'outcome' | 'pod' | 'network' | 'containers' | 'portConflicts' | 'hostPorts' | 'dns' | 'services' | 'servicesComplete' | 'policies'
>;

/** The verdict in one line: its state and why, its address and node, and how many of its Services send traffic to it. */
export function summaryOf(facts: PodFacts): string {
  return [state(facts), place(facts), traffic(facts)].filter((part) => part !== '').join(' ');
}

function state({ pod, outcome }: PodFacts): string {
  const name = `Pod ${pod.namespace}/${pod.name}`;
  const { whyNotReady, phase } = pod;
  const why = whyNotReady === undefined ? '' : `: ${/^(is|has) /.test(whyNotReady) ? 'it ' : ''}${whyNotReady}`;
  switch (outcome) {
    case 'ready':
      return pod.terminating ? `${name} is ready, and ends${why}.` : `${name} is ready.`;
    case 'not-ready':
      return `${name} is not ready${why}.`;
    case 'not-running':
      return `${name} does not run yet${why}.`;
    case 'finished':
      return `${name} has ended (phase ${phase}), and takes no traffic.`;
    case 'unknown':
      return `It is unknown whether ${name} is ready${why}.`;
  }
}

function place({ network, outcome }: PodFacts): string {
  const { addresses, node, nodeIPs, hostNetwork } = network;
  if (outcome === 'finished' || node === undefined) return '';
  const where = `${node}${nodeIPs === 'unknown' || nodeIPs?.[0] === undefined ? '' : ` (${nodeIPs[0]})`}`;
  if (addresses.length === 0) return `It is on ${where} and has no address yet.`;
  const own = addresses.map(({ address }) => address).join(', ');
  return hostNetwork
    ? `It shares the network of ${where}.`
    : `Its ${addresses.length === 1 ? 'address is' : 'addresses are'} ${own}, on ${where}.`;
}

function traffic({ services, servicesComplete, outcome }: PodFacts): string {
  if (outcome === 'finished') return '';
  if (services.length === 0) return servicesComplete ? 'No Service sends traffic to it.' : 'Which Services send traffic to it is unknown.';
  const sending = services.filter(({ ports }) => ports.some(({ sends }) => sends === 'yes'));
  const unknown = services.filter((one) => !sending.includes(one) && one.ports.some(({ sends }) => sends === 'unknown'));
  const count = `${sending.length} of ${services.length} ${services.length === 1 ? 'Service' : 'Services'}`;
  const open = unknown.length === 0 ? '' : `; of ${unknown.length} it is unknown`;
  const more = servicesComplete ? '' : '; there may be more';
  return `${count} behind which it stands ${sending.length === 1 ? 'sends' : 'send'} traffic to it${open}${more}.`;
}
