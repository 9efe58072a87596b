import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { WebhookConfiguration } from '../../model/resources/webhook-configuration.ts';
import type { Hit, Unjudged } from '../rule.ts';
import { enumerate } from './enumerate.ts';
import { groupBy } from './group-by.ts';
import { unanswered } from './referred-service.ts';

/** The two kinds of webhook that the API server asks before it stores an object. */
export type WebhookKind = 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration';

/** What the sentences about webhooks that nobody answers are made of. */
export interface WebhookArgs extends Readonly<Record<string, string | number>> {
  readonly backend: string;
  readonly service: string;
  readonly webhooks: string;
  readonly count: number;
  readonly why: string;
  readonly fix: string;
}

/** Judges the webhooks that have a failure policy, those that call the same Service in one. */
export function judgeWebhooks(
  kind: WebhookKind,
  { metadata, webhooks }: WebhookConfiguration,
  policy: 'Fail' | 'Ignore',
  cluster: ClusterIndex,
): readonly (Hit<WebhookArgs> | Unjudged)[] {
  const object = refTo(kind, metadata);
  const calls = webhooks.flatMap(({ name, failurePolicy, clientConfig: { service } }, index) =>
    failurePolicy === policy && service !== undefined ? [{ name, service, field: `webhooks[${index}].clientConfig.service` }] : [],
  );
  const byBackend = groupBy(calls, ({ service }) => `${nameOf(service)}:${service.port}`);
  return [...byBackend.values()].flatMap((group): readonly (Hit<WebhookArgs> | Unjudged)[] => {
    const [first] = group;
    const result = first === undefined ? undefined : unanswered(first.service, { object, field: first.field }, cluster);
    if (first === undefined || result === undefined) return [];
    if ('unjudged' in result) return [result];
    const { backend, why, remedy, evidence } = result;
    const names = enumerate(group.map(({ name }) => name));
    return [{ args: { backend, service: nameOf(first.service), webhooks: names, count: group.length, why, fix: remedy }, evidence }];
  });
}

/** `webhook a.example.com calls Service a/foo, which does not exist`. */
export function describeWebhooks({ webhooks, count, service, why }: WebhookArgs): string {
  return `${count === 1 ? 'webhook' : 'webhooks'} ${webhooks} ${count === 1 ? 'calls' : 'call'} Service ${service}, which ${why}`;
}
