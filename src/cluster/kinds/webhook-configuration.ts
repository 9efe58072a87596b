import type { WebhookConfiguration } from '../../model/resources/webhook-configuration.ts';
import { metadataOf, present, type RawReader } from './raw.ts';
import { serviceReferenceOf } from './service-reference.ts';

/** An admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration or MutatingWebhookConfiguration. */
export function webhookConfigurationOf(raw: RawReader): WebhookConfiguration {
  return {
    metadata: metadataOf(raw),
    webhooks: raw.objects('webhooks').map((webhook) => ({
      name: webhook.text('name') ?? '',
      failurePolicy: webhook.text('failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail',
      clientConfig: present({ service: serviceReferenceOf(webhook.object('clientConfig')) }),
    })),
  };
}
