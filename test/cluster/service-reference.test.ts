import { describe, expect, it } from 'vitest';
import { project } from '../../src/cluster/kinds/index.ts';

const metadata = { name: 'x' };

describe('objects that name a Service of their own', () => {
  it('have port 443 where they name none', () => {
    const { spec } = project('APIService', { metadata, spec: { service: { namespace: 'a', name: 'foo' } } });
    expect(spec.service).toEqual({ namespace: 'a', name: 'foo', port: 443 });
  });

  it('may name none', () => {
    expect(project('APIService', { metadata, spec: { group: 'apps' } }).spec).toEqual({});
    const { webhooks } = project('MutatingWebhookConfiguration', {
      metadata,
      webhooks: [{ name: 'w', clientConfig: { url: 'https://x' } }],
    });
    expect(webhooks).toEqual([{ name: 'w', failurePolicy: 'Fail', clientConfig: {} }]);
  });

  it('keep nothing of a CustomResourceDefinition but who converts its objects', () => {
    const clientConfig = { caBundle: 'AAAA', service: { namespace: 'a', name: 'foo', path: '/convert', port: 9443 } };
    const spec = {
      group: 'x.io',
      versions: [{ name: 'v1', schema: { openAPIV3Schema: { type: 'object' } } }],
      conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } },
    };
    const kept = { conversion: { webhook: { clientConfig: { service: { namespace: 'a', name: 'foo', port: 9443 } } } } };
    expect(project('CustomResourceDefinition', { metadata, spec }).spec).toEqual(kept);
    const none = { ...spec, conversion: { strategy: 'None', webhook: { clientConfig } } };
    expect(project('CustomResourceDefinition', { metadata, spec: none }).spec).toEqual({});
  });

  it('say what becomes of a request where the webhook does not answer', () => {
    const webhooks = [
      { name: 'a', failurePolicy: 'Ignore' },
      { name: 'b', failurePolicy: 'Fail' },
    ];
    const read = project('ValidatingWebhookConfiguration', { metadata, webhooks });
    expect(read.webhooks.map(({ failurePolicy }) => failurePolicy)).toEqual(['Ignore', 'Fail']);
  });
});
