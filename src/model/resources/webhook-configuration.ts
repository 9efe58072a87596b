import type { Metadata } from './metadata.ts';
import type { ServiceReference } from './service-reference.ts';

/** An admissionregistration.k8s.io/v1 Validating- or MutatingWebhookConfiguration: whom the API server asks before it stores an object. */
export interface WebhookConfiguration {
  readonly metadata: Metadata;
  readonly webhooks: readonly {
    readonly name: string;
    /** What becomes of a request where nobody answers; with the API's default, Fail. */
    readonly failurePolicy: 'Fail' | 'Ignore';
    /** `service` is absent where a URL is called. */
    readonly clientConfig: { readonly service?: ServiceReference };
  }[];
}
