import type { PodContainer, PodProbe, PodReport, PodService, PodServicePort } from '../model/pod-report.ts';
import type { DnsEntry } from '../model/resolv-conf.ts';
import { describePort } from '../model/values/port.ts';
import { podPolicyBlocks } from './admission.ts';
import { assumptionBlocks, eventBlocks, findingBlocks, grouped, notCheckedBlocks, type Reason } from './common.ts';
import { type Block, type Document, type Line, line, type Span, span, type Tone } from './document.ts';

/** The report of a Pod as a person reads it: the verdict, what is wrong, its place in the network, and who sends traffic to it. */
export function podDocument(report: PodReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...networkBlocks(report),
      ...containerBlocks(report),
      ...hostPortBlocks(report),
      ...serviceBlocks(report),
      ...podPolicyBlocks(report),
      ...dnsBlocks(report),
      ...eventBlocks(report.events),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<PodReport['outcome'], Tone>> = {
  ready: 'good',
  'not-ready': 'bad',
  'not-running': 'bad',
  finished: 'plain',
  unknown: 'warn',
};

interface Pair {
  readonly name: string;
  readonly value: Line;
}

function networkBlocks({ network, pod }: PodReport): readonly Block[] {
  const { addresses, hostNetwork, live, node, nodeIPs, zone } = network;
  const none: Pair = { name: 'Pod IP', value: line('none yet', 'warn') };
  const own = addresses.map((one): Pair => {
    const origin = live ? ORIGIN[one.from](one.podCIDR ?? '') : 'the pod has ended: the address is free again';
    return { name: 'Pod IP', value: [span(one.address, 'strong'), span(`   ${origin}`, 'dim')] };
  });
  const nodeIP = nodeIPs === 'unknown' ? 'its addresses could not be read' : (nodeIPs ?? []).join(', ');
  const pairs: readonly (Pair | false)[] = [
    ...(own.length === 0 ? [none] : own),
    hostNetwork && {
      name: 'Network',
      value: line('hostNetwork: it has no network namespace of its own, and shares all ports with its node', 'warn'),
    },
    !hostNetwork && {
      name: 'Network',
      value: line('one network namespace: its containers share address and ports, and meet on localhost'),
    },
    {
      name: 'Node',
      value:
        node === undefined
          ? line('none yet', 'warn')
          : [span(node, 'strong'), span(`   ${nodeIP}${zone === undefined ? '' : `, zone ${zone}`}`, 'dim')],
    },
    pod.controlledBy !== undefined && { name: 'Made by', value: line(`${pod.controlledBy.kind} ${pod.controlledBy.name}`) },
  ];
  return [
    { type: 'heading', text: 'NETWORK' },
    { type: 'pairs', pairs: pairs.filter((one) => one !== false) },
  ];
}

const ORIGIN: Readonly<Record<PodReport['network']['addresses'][number]['from'], (podCIDR: string) => string>> = {
  podCIDR: (podCIDR) => `from pod CIDR ${podCIDR} of its node`,
  outside: () => "in no pod CIDR of its node: the network plugin's own addressing",
  node: () => "the node's own address",
  unknown: () => 'where it comes from is not known: the node could not be read',
};

function containerBlocks({ containers, portConflicts }: PodReport): readonly Block[] {
  const conflicts = portConflicts.map(({ containers: names, ...port }) =>
    line(`${describePort(port)} is declared by ${names.join(' and ')}: only one of them can listen on it`, 'bad'),
  );
  return [
    { type: 'heading', text: 'CONTAINERS' },
    {
      type: 'table',
      columns: [
        { title: 'NAME', name: true },
        { title: 'STATE', prose: true },
        { title: 'READY' },
        { title: 'RESTARTS' },
        { title: 'PORTS', prose: true },
        { title: 'PROBES', prose: true },
      ],
      rows: containers.map((one) => [
        span(one.type === 'container' ? one.name : `${one.name} (${one.type})`),
        stateOf(one),
        readyOf(one),
        span(one.restarts),
        span(one.ports.length === 0 ? '-' : one.ports.map(describePort).join(', ')),
        span(one.probes.length === 0 ? '-' : one.probes.map(describeProbe).join(', ')),
      ]),
    },
    ...(conflicts.length === 0 ? [] : [{ type: 'lines' as const, lines: conflicts }]),
  ];
}

function stateOf({ state, reason, exitCode, type }: PodContainer): Span {
  const ended = state === 'terminated' && exitCode === 0;
  const text = `${state}${reason === undefined ? '' : ` (${reason})`}`;
  return span(
    text,
    state === 'running' || (ended && type === 'init') ? 'good' : state === 'waiting' || state === 'unknown' ? 'warn' : 'plain',
  );
}

function readyOf({ type, ready }: PodContainer): Span {
  if (type === 'init') return span('-', 'dim');
  return ready ? span('yes', 'good') : span('no', 'bad');
}

function describeProbe({ type, handler, target, port, path = '' }: PodProbe): string {
  const resolved =
    port === null
      ? ` (${target}: no such port)`
      : typeof target === 'string'
        ? ` ${target}=${port}`
        : target === undefined
          ? ''
          : ` ${target}`;
  return `${type} ${handler}${resolved}${path}`;
}

function hostPortBlocks({ hostPorts }: PodReport): readonly Block[] {
  if (hostPorts.length === 0) return [];
  return [
    { type: 'heading', text: 'OPEN ON ITS NODE' },
    {
      type: 'table',
      columns: [{ title: 'PORT' }, { title: 'VIA' }, { title: 'ON', prose: true }, { title: 'LEADS TO', prose: true }],
      rows: hostPorts.map(({ port, protocol, via, addresses, container, containerPort }) => [
        span(`${port}/${protocol}`, 'strong'),
        span(via),
        span(addresses === 'unknown' ? '?' : addresses.join(', ')),
        span(`port ${containerPort} of ${container}`),
      ]),
    },
    ...grouped(hostPorts.map(({ port, protocol, says }) => ({ of: `${port}/${protocol}`, why: says }))),
  ];
}

function serviceBlocks({ services, servicesComplete }: PodReport): readonly Block[] {
  const aside = servicesComplete
    ? services.length === 0
      ? 'none selects it'
      : 'behind which it stands'
    : 'there may be more: the Services of its namespace could not all be read';
  const heading: Block = { type: 'heading', text: 'SERVICES', aside };
  if (services.length === 0) return [heading];
  const reasons = grouped(services.flatMap((service) => reasonsOf(service)));
  return [
    heading,
    {
      type: 'table',
      columns: [
        { title: 'SERVICE', name: true },
        { title: 'PORT' },
        { title: 'POD PORT', prose: true },
        { title: 'SENDS' },
        { title: 'SLICE', name: true },
      ],
      rows: services.flatMap(serviceRows),
    },
    ...reasons,
  ];
}

function serviceRows({ name, ports }: PodService): readonly (readonly Span[])[] {
  if (ports.length === 0) return [[span(name), span('-'), span('-'), span('-'), span('-')]];
  return ports.map((port) => [
    span(name),
    span(describePort(port)),
    span(podPort(port)),
    sends(port),
    span(port.slices.length === 0 ? '-' : port.slices.join(', ')),
  ]);
}

/** Why a Service does not send traffic, or what there is to know of how it does. */
function reasonsOf({ name, ports, headless, by }: PodService): readonly Reason[] {
  return [
    ...ports.flatMap(({ why, ...port }) =>
      why === undefined ? [] : [{ of: ports.length > 1 ? `${name} ${describePort(port)}` : name, why }],
    ),
    ...(headless && ports.some(({ sends: answer }) => answer === 'yes')
      ? [{ of: name, why: 'headless: its name gives the address of the pod, and nothing is translated' }]
      : []),
    ...(ports.length === 0 ? [{ of: name, why: 'it has no ports' }] : []),
    ...(by === 'slice' ? [{ of: name, why: 'it has no selector: somebody else wrote the slice that names the pod' }] : []),
  ];
}

function podPort({ targetPort, podPort: number }: PodServicePort): string {
  if (number === null) return `"${targetPort}": none`;
  return typeof targetPort === 'number' && targetPort === number ? `${number}` : `${targetPort}=${number}`;
}

function sends({ sends: answer }: PodServicePort): Span {
  return span(answer, answer === 'yes' ? 'good' : answer === 'no' ? 'bad' : 'warn');
}

function dnsBlocks({ dns, network }: PodReport): readonly Block[] {
  const acts =
    dns.policy === dns.actsAs
      ? dns.policy
      : `${dns.policy}, which acts as ${dns.actsAs}${network.hostNetwork && dns.actsAs === 'Default' ? ' with hostNetwork' : ''}`;
  const list = (entries: readonly DnsEntry[], separator: string) =>
    entries.length === 0 ? 'none' : entries.map(({ value, from }) => value ?? (from === 'node' ? "(node's)" : '(unknown)')).join(separator);
  return [
    { type: 'heading', text: 'DNS', aside: 'resolv.conf of its containers' },
    {
      type: 'pairs',
      pairs: [
        { name: 'dnsPolicy', value: line(acts) },
        { name: 'nameserver', value: line(list(dns.nameservers, ', ')) },
        { name: 'search', value: line(list(dns.search, ' ')) },
        { name: 'options', value: line(list(dns.options, ' ')) },
        ...(dns.hostname === undefined ? [] : [{ name: 'host name', value: line(dns.hostname) }]),
        ...dns.hostAliases.map(({ ip, hostnames }) => ({ name: '/etc/hosts', value: line(`${ip} ${hostnames.join(' ')}, before DNS`) })),
      ],
    },
  ];
}
