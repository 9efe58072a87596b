import { describeWebhooks, judgeWebhooks } from '../../facts/webhooks.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1134',
  title: 'Webhook that is passed over',
  severity: 'warning',
  proof: 'certain',
  subject: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  reads: ['Service', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check: (configuration, cluster, kind) => judgeWebhooks(kind, configuration, 'Ignore', cluster),
  message: (args) => `${describeWebhooks(args)}: requests go on without having been looked at (failurePolicy Ignore)`,
  remedy: ({ fix }) => fix,
});
