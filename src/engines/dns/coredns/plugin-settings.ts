import { type LabelSelector, parseSelector } from '../../../model/values/label-selector.ts';
import { type Directive, isFromEnvironment, type ServerBlock } from './corefile.ts';
import { zonesOf } from './corefile-zones.ts';
import { zoneOf } from './zone-name.ts';

/** The zones in which a plugin passes on what it does not find; [] = all; undefined = it passes on nothing. */
export type Fallthrough = readonly string[] | undefined;

/** What the `kubernetes` plugin is told. `problems` say what could not be understood: then CoreDNS may not take the file, or answers otherwise. */
export interface KubernetesSettings {
  /** Lower case, with last dot. */
  readonly zones: readonly string[];
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** The only namespaces that exist for it. [] = all. */
  readonly namespaces: readonly string[];
  readonly namespaceLabels?: LabelSelector;
  /** Of Services and their EndpointSlices. */
  readonly labels?: LabelSelector;
  readonly endpointPodNames: boolean;
  /** In seconds. */
  readonly ttl: number;
  readonly noEndpoints: boolean;
  readonly fallthrough: Fallthrough;
  readonly ignoreEmptyService: boolean;
  /** Names of the endpoints of a zone (CoreDNS after 1.14.7). */
  readonly zonal: boolean;
  /** Zones in which ServiceImports answer instead of Services. */
  readonly multicluster: readonly string[];
  readonly problems: readonly string[];
}

/** What the `k8s_external` plugin is told. */
export interface K8sExternalSettings {
  /** Lower case, with last dot. */
  readonly zones: readonly string[];
  /** The label of the name server's own name. */
  readonly apex: string;
  /** In seconds. */
  readonly ttl: number;
  readonly headless: boolean;
  readonly fallthrough: Fallthrough;
  readonly problems: readonly string[];
}

const POD_MODES: readonly KubernetesSettings['pods'][] = ['disabled', 'insecure', 'verified'];

const FOLLOWED = ['endpoint_pod_names', 'pods', 'namespaces', 'labels', 'namespace_labels', 'fallthrough', 'ttl', 'noendpoints', 'ignore'];
/** Of the connection to the API server, which no answer shows. */
const QUIET = ['startup_timeout', 'apiserver_qps', 'apiserver_burst', 'apiserver_max_inflight', 'tls'];
const OTHER_CLUSTER = ['endpoint', 'kubeconfig'];

/** Reads a `kubernetes` line and what stands in its braces. Source: coredns plugin/kubernetes/setup.go, ParseStanza (1.14). */
export function kubernetesSettings(directive: Directive, block: ServerBlock): KubernetesSettings {
  const pods = settingOf(directive, 'pods')?.args[0] ?? 'disabled';
  const labels = selectorOf(directive, 'labels');
  const namespaceLabels = selectorOf(directive, 'namespace_labels');
  const namespaces = directive.body.filter(({ name }) => name === 'namespaces').flatMap(({ args }) => args);
  const ignored = settingOf(directive, 'ignore');
  const ttl = secondsOf(directive, 5);
  const problems = [
    ...unknownSettings(directive, [...FOLLOWED, ...QUIET, ...OTHER_CLUSTER, 'zonal', 'multicluster']),
    ...ttl.problems,
    ...(labels?.problems ?? []),
    ...(namespaceLabels?.problems ?? []),
    ...OTHER_CLUSTER.filter((name) => settingOf(directive, name)).map((name) => `${name}: what it answers may come from another cluster`),
  ];
  if (!isPodMode(pods)) problems.push(`pods: ${pods} is none of ${POD_MODES.join(', ')}`);
  if (ignored !== undefined && ignored.args[0] !== 'empty_service') problems.push(`ignore: ${ignored.args.join(' ')} is not known`);
  if (namespaces.length > 0 && namespaceLabels !== undefined) problems.push('namespaces and namespace_labels exclude each other');
  if (settingOf(directive, 'zonal') && settingOf(directive, 'noendpoints')) problems.push('zonal and noendpoints exclude each other');
  const zones = originsOf(directive.args, block);
  if (zones.every((zone) => zone.endsWith('.arpa.'))) problems.push('it has no zone but those for reverse look-ups');
  return {
    zones,
    pods: isPodMode(pods) ? pods : 'disabled',
    namespaces,
    ...(namespaceLabels?.selector && { namespaceLabels: namespaceLabels.selector }),
    ...(labels?.selector && { labels: labels.selector }),
    endpointPodNames: settingOf(directive, 'endpoint_pod_names') !== undefined,
    ttl: ttl.seconds,
    noEndpoints: settingOf(directive, 'noendpoints') !== undefined,
    fallthrough: fallthroughOf(directive),
    ignoreEmptyService: ignored?.args[0] === 'empty_service',
    zonal: settingOf(directive, 'zonal') !== undefined,
    multicluster: zonesOf(settingOf(directive, 'multicluster')?.args ?? []),
    problems: named(directive, problems),
  };
}

/** Reads a `k8s_external` line and what stands in its braces. Source: coredns plugin/k8s_external/setup.go (1.14). */
export function k8sExternalSettings(directive: Directive, block: ServerBlock): K8sExternalSettings {
  const ttl = secondsOf(directive, 5);
  return {
    zones: originsOf(directive.args, block),
    apex: settingOf(directive, 'apex')?.args[0] ?? 'dns',
    ttl: ttl.seconds,
    headless: settingOf(directive, 'headless') !== undefined,
    fallthrough: fallthroughOf(directive),
    problems: named(directive, [...unknownSettings(directive, ['ttl', 'apex', 'headless', 'fallthrough']), ...ttl.problems]),
  };
}

/** Whether a plugin that does not find a name passes it on. Source: coredns plugin/pkg/fall/fall.go. */
export function fallsThrough(fallthrough: Fallthrough, name: string): boolean {
  return fallthrough !== undefined && (fallthrough.length === 0 || zoneOf(name, fallthrough) !== undefined);
}

/** The zones that a plugin serves: those that it is told, else its block's. Source: coredns plugin/normalize.go, OriginsFromArgsOrServerBlock. */
export function originsOf(args: readonly string[], { origins }: ServerBlock): readonly string[] {
  return args.length > 0 ? zonesOf(args) : origins;
}

/** The line of a setting between a plugin's braces; the last, where there are several. */
export function settingOf({ body }: Directive, name: string): Directive | undefined {
  return body.findLast((one) => one.name === name);
}

/** Source: coredns plugin/pkg/fall/fall.go, SetZonesFromArgs. */
export function fallthroughOf(directive: Directive): Fallthrough {
  const args = settingOf(directive, 'fallthrough')?.args;
  const zones = args && zonesOf(args);
  return args?.length !== 0 && zones?.length === 0 ? undefined : zones;
}

/** The setting `ttl` in seconds, and what is wrong with it: CoreDNS takes 0 to 3600, and of `hosts` 1 to 65535. */
export function secondsOf(
  directive: Directive,
  unset: number,
  [least, most]: readonly [number, number] = [0, 3600],
): { readonly seconds: number; readonly problems: readonly string[] } {
  const text = settingOf(directive, 'ttl')?.args[0] ?? (settingOf(directive, 'ttl') ? '' : `${unset}`);
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most
    ? { seconds: Number(text), problems: [] }
    : { seconds: unset, problems: [`ttl: ${text} is no number of seconds from ${least} to ${most}`] };
}

/** Settings that a plugin does not have, and words from the environment. */
export function unknownSettings({ args, body }: Directive, known: readonly string[]): readonly string[] {
  const words = [...args, ...body.flatMap((line) => line.args)].filter(isFromEnvironment);
  return [
    ...body.filter(({ name }) => !known.includes(name)).map(({ name, line }) => `line ${line}: ${name} is not known`),
    ...words.map((word) => `${word} comes from the environment of CoreDNS`),
  ];
}

/** Problems, with the plugin and the line that they belong to. */
export function named({ name, line }: Directive, problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `${name} (line ${line}): ${problem}`);
}

function isPodMode(text: string): text is KubernetesSettings['pods'] {
  return POD_MODES.some((mode) => mode === text);
}

function selectorOf(
  directive: Directive,
  name: string,
): { readonly selector?: LabelSelector; readonly problems: readonly string[] } | undefined {
  const setting = settingOf(directive, name);
  if (setting === undefined) return undefined;
  const text = setting.args.join(' ');
  const selector = text === '' ? undefined : parseSelector(text);
  return selector === undefined ? { problems: [`${name}: ${text} is no label selector`] } : { selector, problems: [] };
}
