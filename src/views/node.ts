import type { NodePod, NodeReport, OpenPort } from '../model/node-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { assumptionBlocks, findingBlocks, grouped, notCheckedBlocks } from './common.ts';
import { type Block, type Document, type Line, line, type Span, span, type Tone } from './document.ts';

/** The report of a Node as a person reads it: the verdict, what is wrong, its addresses, what is open on it, and its pods. */
export function nodeDocument(report: NodeReport): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, VERDICT_TONE[report.outcome]) },
      ...findingBlocks(report.findings),
      ...networkBlocks(report),
      ...openBlocks(report),
      ...podBlocks(report),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

const VERDICT_TONE: Readonly<Record<NodeReport['outcome'], Tone>> = { ready: 'good', 'not-ready': 'bad', unknown: 'warn' };

interface Pair {
  readonly name: string;
  readonly value: Line;
}

function networkBlocks(report: NodeReport): readonly Block[] {
  const { node, addresses, conditions, plugin } = report;
  const taints = node.taints.map(({ key, effect }) => `${key}:${effect}`);
  const system = [node.operatingSystem, node.kubeletVersion === undefined ? undefined : `kubelet ${node.kubeletVersion}`];
  const pairs: readonly (Pair | false)[] = [
    ...addresses.map(({ type, address, primary }) => ({
      name: type,
      value: [span(address, 'strong'), ...(primary ? [span('   primary', 'dim')] : [])],
    })),
    {
      name: 'Pod CIDR',
      value: line(node.podCIDRs.length === 0 ? 'none: the network plugin may have addresses of its own' : node.podCIDRs.join(', ')),
    },
    node.zone !== undefined && { name: 'Zone', value: line(node.zone) },
    ...conditions.map(({ type, status, good, reason, message }) => ({
      name: type,
      value: good ? line(status, 'good') : line([status, reason, message].filter((one) => one !== undefined).join(', '), 'bad'),
    })),
    node.cordoned && { name: 'Cordoned', value: line('new pods stay away', 'warn') },
    taints.length > 0 && { name: 'Taints', value: line(taints.join(', ')) },
    { name: 'System', value: line(system.filter((one) => one !== undefined).join(', ') || 'not told') },
    { name: 'Services', value: proxyLine(report) },
    { name: 'Plugin', value: line(plugin.name === undefined ? plugin.says : `${plugin.name}: ${plugin.says}`) },
    ...agentPairs(report),
  ];
  return [
    { type: 'heading', text: 'NETWORK' },
    { type: 'pairs', pairs: pairs.filter((one) => one !== false) },
  ];
}

function proxyLine({ proxy }: NodeReport): Line {
  const { name, mode, nodePortAddresses, says } = proxy;
  const known = [
    name,
    mode === 'unknown' ? undefined : `mode ${mode}`,
    nodePortAddresses.length === 0 ? undefined : `nodePortAddresses ${nodePortAddresses.join(', ')}`,
  ];
  const told = known.filter((one) => one !== undefined).join(', ');
  return [span(told), span(`${told === '' ? '' : '   '}${says.join('; ')}`, 'dim')];
}

function agentPairs({ agents }: NodeReport): readonly Pair[] {
  if (agents === 'unknown') return [{ name: 'Its pods', value: line('unknown: DaemonSets or pods could not be read', 'warn') }];
  return agents.map(({ program, namespace, pod, ready }) => ({
    name: program,
    value: [span(`${namespace}/${pod} `), ready ? span('ready', 'good') : span('not ready', 'bad')],
  }));
}

function openBlocks({ open, openComplete }: NodeReport): readonly Block[] {
  const aside = openComplete ? undefined : 'there may be more: not everything could be read';
  const heading: Block = { type: 'heading', text: 'OPEN ON IT', ...(aside === undefined ? {} : { aside }) };
  if (open.length === 0) return [heading, { type: 'lines', lines: [line(openComplete ? 'nothing that the API shows' : 'unknown')] }];
  const rows = sameFate(open);
  return [
    heading,
    {
      type: 'table',
      columns: [
        { title: 'PORT' },
        { title: 'ON', prose: true },
        { title: 'VIA' },
        { title: 'OBJECT', name: true },
        { title: 'ANSWERS', prose: true },
        { title: 'ENDPOINTS', wide: true, prose: true },
      ],
      rows: rows.map(({ addresses, one }) => [
        span(`${one.port}/${one.protocol}`, 'strong'),
        span(addresses.join(', ')),
        span(VIA[one.via]),
        span(describeRef(one.object).replace(/^\S+ /, '')),
        answers(one),
        span(one.endpoints.map((endpoint) => `${endpoint.pod ?? endpoint.ip}:${endpoint.port}`).join(', ')),
      ]),
    },
    ...grouped(rows.map((row) => ({ of: labelOf(row, rows), why: row.one.reason }))),
  ];
}

/** A row by its port alone, unless another row has the same. */
function labelOf({ one, addresses }: Row, rows: readonly Row[]): string {
  const port = `${one.port}/${one.protocol}`;
  const alone = rows.filter((other) => other.one.port === one.port && other.one.protocol === one.protocol).length === 1;
  return alone ? port : `${port} (${VIA[one.via]}) on ${addresses.join(', ')}`;
}

const VIA: Readonly<Record<OpenPort['via'], string>> = {
  NodePort: 'NodePort',
  healthCheckNodePort: 'health check',
  externalIP: 'externalIP',
  LoadBalancer: 'LoadBalancer',
  hostPort: 'hostPort',
  hostNetwork: 'hostNetwork',
};

interface Row {
  readonly addresses: readonly string[];
  readonly one: OpenPort;
}

/** Addresses on which the same port has the same fate, in one row. */
function sameFate(open: readonly OpenPort[]): readonly Row[] {
  const groups = new Map<string, { addresses: string[]; one: OpenPort }>();
  for (const one of open) {
    const { address, endpoints: _endpoints, ...rest } = one;
    const key = JSON.stringify(rest);
    const group = groups.get(key) ?? { addresses: [], one };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function answers({ answers: answer, outcome }: OpenPort): Span {
  if (answer === 'yes') return span('yes', 'good');
  if (answer === 'unknown') return span('unknown', 'warn');
  return span(outcome === 'refused' || outcome === 'dropped' ? `no, ${outcome}` : 'no', 'bad');
}

function podBlocks({ pods }: NodeReport): readonly Block[] {
  if (pods === 'unknown') return [{ type: 'heading', text: 'PODS', aside: 'unknown: they could not be read' }];
  if (pods.length === 0) return [{ type: 'heading', text: 'PODS', aside: 'none' }];
  return [
    { type: 'heading', text: 'PODS', aside: `${pods.length}` },
    {
      type: 'table',
      columns: [{ title: 'NAMESPACE' }, { title: 'POD', name: true }, { title: 'POD IP' }, { title: 'PHASE' }, { title: 'READY' }],
      rows: pods.map((pod) => [
        span(pod.namespace),
        span(pod.name),
        addressOf(pod),
        span(pod.phase),
        pod.ready ? span('yes', 'good') : span('no', 'warn'),
      ]),
    },
  ];
}

function addressOf({ addresses, hostNetwork }: NodePod): Span {
  if (hostNetwork) return span("the node's (hostNetwork)", 'warn');
  return span(addresses.length === 0 ? '-' : addresses.join(', '));
}
