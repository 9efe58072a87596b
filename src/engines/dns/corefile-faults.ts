import { parseIp } from '../../model/values/ip.ts';
import { parseCaddyfile } from './coredns/caddyfile.ts';
import { type Corefile, type Directive, isFromEnvironment, parseCorefile, type ServerBlock } from './coredns/corefile.ts';
import { pluginsInOrder } from './coredns/plugin-order.ts';
import { kubernetesSettings } from './coredns/plugin-settings.ts';
import { isInZone } from './coredns/zone-name.ts';

/**
 * What a Corefile does wrong for a cluster. `syntax`: CoreDNS does not take it; `no zone`: no `kubernetes` plugin serves any; `other zone`:
 * not the one that kubelets name; `no forward`: nothing answers for what is outside of the cluster; `loop`: it forwards to itself.
 */
export interface CorefileFault {
  readonly fault: 'syntax' | 'no zone' | 'other zone' | 'no forward' | 'loop';
  /** The problem by its line, the domain that is missing, or the address forwarded to. */
  readonly what: string;
}

/** What a Corefile is held against. */
export interface CorefileSurroundings {
  /** The domain that kubelets give to pods, without last dot. Absent: not known. */
  readonly clusterDomain?: string;
  /** The addresses on which pods ask this very CoreDNS on port 53. */
  readonly ownAddresses: readonly string[];
}

/** Plugins that may answer for what is outside of the cluster. */
const ANSWERING = ['forward', 'proxy', 'grpc', 'template', 'file', 'auto', 'secondary', 'etcd', 'erratic', 'whoami'];

/**
 * The faults of a Corefile that can be seen in it. What may stand in an imported file, in the environment or in a plugin that is not
 * CoreDNS's own is not missing. Source: coredns plugin/kubernetes/setup.go, plugin/forward/setup.go (1.14).
 */
export function corefileFaults(text: string, { clusterDomain, ownAddresses }: CorefileSurroundings): readonly CorefileFault[] {
  const [problem] = parseCaddyfile(text).problems;
  if (problem !== undefined) return [{ fault: 'syntax', what: problem }];
  const corefile = parseCorefile(text);
  return [...zoneFaults(corefile, clusterDomain), ...forwardFaults(corefile), ...loops(corefile, ownAddresses)];
}

function zoneFaults({ servers, unseen }: Corefile, clusterDomain: string | undefined): readonly CorefileFault[] {
  const serving = servers.flatMap((block) => pluginsOf(block, 'kubernetes').map((directive) => ({ block, directive })));
  const isAllSeen = [unseen, ...servers.map((block) => block.unseen)].every((parts) => parts.length === 0);
  if (!isAllSeen || serving.some(({ directive }) => directive.args.some(isFromEnvironment))) return [];
  const zones = serving
    .flatMap(({ block, directive }) => kubernetesSettings(directive, block).zones)
    .filter((zone) => !zone.endsWith('.arpa.'));
  if (zones.length === 0) return [{ fault: 'no zone', what: '' }];
  if (clusterDomain === undefined || zones.some((zone) => isInZone(clusterDomain, zone))) return [];
  return [{ fault: 'other zone', what: clusterDomain }];
}

function forwardFaults({ servers, unseen }: Corefile): readonly CorefileFault[] {
  const isAnswered = servers
    .filter(({ zones }) => zones.includes('.'))
    .some(
      (block) =>
        block.unseen.length > 0 || pluginsInOrder(block).unknown.length > 0 || block.plugins.some(({ name }) => ANSWERING.includes(name)),
    );
  return isAnswered || unseen.length > 0 ? [] : [{ fault: 'no forward', what: '' }];
}

/** Only where the server is asked on the port to which it forwards. */
function loops({ servers }: Corefile, ownAddresses: readonly string[]): readonly CorefileFault[] {
  const own = ownAddresses.flatMap((address) => parseIp(address)?.text ?? []);
  const targets = servers
    .filter(({ port, scheme }) => port === 53 && scheme === 'dns')
    .flatMap((block) => pluginsOf(block, 'forward').flatMap(({ args }) => args.slice(1)));
  const addresses = targets.flatMap((target) => parseIp(target.replace(/^dns:\/\//, '').replace(/^([\d.]+):53$/, '$1'))?.text ?? []);
  return own.filter((address) => addresses.includes(address)).map((what) => ({ fault: 'loop', what }));
}

function pluginsOf({ plugins }: ServerBlock, wanted: string): readonly Directive[] {
  return plugins.filter(({ name }) => name === wanted);
}
