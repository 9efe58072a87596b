import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import type { DnsQuestion } from './answer.ts';
import type { KubernetesSettings } from './plugin-settings.ts';

/** What is not in the Corefile. */
export interface KubernetesOptions {
  /** The server's own addresses, for NS records. */
  readonly localIPs?: readonly string[];
  /** Whether the server has read the API once; before that it cannot deny a name. */
  readonly synced?: boolean;
}

/** A question in a zone of the kubernetes plugin, and what decides its answer. */
export interface KubernetesContext {
  readonly question: DnsQuestion;
  readonly settings: KubernetesSettings;
  readonly cluster: ClusterIndex;
  readonly options: KubernetesOptions;
  /** The labels below the zone. */
  readonly base: readonly string[];
  /** In the case in which it was asked. */
  readonly zone: string;
}

/** A record with the plugin's TTL; of the type that was asked, unless another is named. */
export function recordOf({ settings, question }: KubernetesContext, name: string, data: string, type = question.type): DnsRecord {
  return { name, type, data, ttl: settings.ttl };
}
