import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { counted } from '../../facts/enumerate.ts';
import { lastTimeOf, serviceWarnings } from '../../facts/service-warnings.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1029',
  title: 'Warning events',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['Event'],
  causes: [],
  check(service, cluster) {
    const { namespace = '', name } = service.metadata;
    const listing = serviceWarnings(service, cluster);
    const missing = listing.state === 'complete' ? [] : unjudged(listing.gaps);
    const now = Date.parse(cluster.takenAt);
    const warnings = knownItems(listing);
    const [latest] = warnings;
    if (latest === undefined) return missing;
    const { reason, message, count } = latest;
    const minutes = Math.max(0, Math.floor((now - lastTimeOf(latest)) / 60_000));
    return [
      {
        args: { namespace, service: name, reason, text: message, count, minutes, others: warnings.length - 1 },
        evidence: [{ object: refTo('Event', latest.metadata), field: 'message', value: message, says: `Warning ${reason}` }],
      },
      ...missing,
    ];
  },
  message: ({ reason, text, count, minutes, others }) => {
    const age = minutes === 0 ? 'just now' : `${minutes}m ago`;
    const often = count > 1 ? `${count} times, last ${age}` : age;
    const more = others === 0 ? '' : `; ${counted(others, 'more Warning event')} in the last hour`;
    return `${reason} (${often}): ${shorten(text)}${more}`;
  },
  remedy: ({ namespace, service }) => `See all of them: kubectl events -n ${namespace} --for service/${service} --types Warning.`,
});
