import { describeWebhooks, judgeWebhooks } from '../../facts/webhooks.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1124',
  title: 'Webhook that nobody answers',
  severity: 'error',
  proof: 'certain',
  subject: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  reads: ['Service', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check: (configuration, cluster, kind) => judgeWebhooks(kind, configuration, 'Fail', cluster),
  message: (args) => `${describeWebhooks(args)}: the API server refuses the requests that it should be asked about (failurePolicy Fail)`,
  remedy: ({ fix }) => fix,
});
