import type { Code, Finding } from '../model/finding.ts';
import type { Kind } from '../model/kind.ts';
import { describeRef } from '../model/object-ref.ts';
import { groupBy } from './facts/group-by.ts';
import type { Rule } from './rule.ts';

/** Where a Service's endpoints are listed: evidence of where something is seen, not of why it is so. */
const LISTS: readonly Kind[] = ['EndpointSlice', 'Endpoints'];

/**
 * Leaves out findings that only follow from what is wrong with other objects, and names them there: those whose evidence shows, besides
 * their own object and its endpoints, nothing but objects with a finding that causes them (`causesElsewhere`), itself or by what follows
 * from it.
 */
export function acrossObjects(findings: readonly Finding[], rules: readonly Rule[]): readonly Finding[] {
  const declared = new Map(rules.map(({ code, causesElsewhere = [] }) => [code, causesElsewhere]));
  const caused = ({ code, follows }: Finding) => [code, ...follows].flatMap((one) => declared.get(one) ?? []);
  const byObject = groupBy(
    findings.filter((finding) => caused(finding).length > 0),
    ({ subject }) => describeRef(subject),
  );
  const follows = new Map<Finding, Code[]>();
  const left = findings.filter((effect) => {
    const causes = causesOf(effect, (object) => byObject.get(object)?.find((cause) => caused(cause).includes(effect.code)));
    for (const cause of causes) follows.set(cause, [...(follows.get(cause) ?? []), effect.code]);
    return causes.length === 0;
  });
  return left.map((finding) => {
    const more = follows.get(finding);
    return more === undefined ? finding : { ...finding, follows: [...new Set([...finding.follows, ...more])].sort() };
  });
}

/** The findings that explain all that a finding's evidence shows of other objects; none where some of it is not explained. */
function causesOf({ subject, evidence }: Finding, causeAt: (object: string) => Finding | undefined): readonly Finding[] {
  const own = describeRef(subject);
  const others = evidence.filter(({ object }) => describeRef(object) !== own && !LISTS.includes(object.kind));
  const causes = others.map(({ object }) => causeAt(describeRef(object)));
  const known = causes.filter((cause) => cause !== undefined);
  return known.length === causes.length ? known : [];
}
