import { groupBy } from '../../audit/facts/group-by.ts';
import type { AuditFinding, ExceptedFinding, ExceptionSource, IdleException } from '../../model/audit-report.ts';
import { describeRef, type ObjectRef } from '../../model/object-ref.ts';
import { type Exception, exceptionsOf, IGNORE_ANNOTATION, objectMatcher } from './exceptions.ts';

/** An object that was looked at, with what its annotations say. */
export interface Annotated {
  readonly ref: ObjectRef;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What exceptions are held against. */
export interface ExceptionsInput {
  readonly findings: readonly AuditFinding[];
  readonly exceptions: readonly Exception[];
  readonly objects: readonly Annotated[];
  /** RFC 3339. */
  readonly now: string;
  /** Whether it is worth telling that an exception hides nothing: its rule was judged, and its object looked at. */
  readonly mayBeUnused: (exception: Exception) => boolean;
}

/** Findings without those that are excepted, and exceptions that hide nothing. */
export interface ExceptionsApplied {
  readonly told: readonly AuditFinding[];
  readonly excepted: readonly ExceptedFinding[];
  readonly idle: readonly IdleException[];
}

interface Entry {
  readonly exception: Exception;
  readonly by: ExceptionSource;
  readonly means: (written: string) => boolean;
}

/** Leaves out findings that are excepted; an exception holds up to the end (UTC) of its last day. */
export function applyExceptions(input: ExceptionsInput): ExceptionsApplied {
  const { findings, exceptions, objects, now, mayBeUnused } = input;
  const annotated = objects.flatMap(annotationsOf);
  const entries = [...exceptions.map((exception) => entryOf(exception, 'file')), ...annotated.flatMap(({ entry }) => entry ?? [])];
  const holds = ({ exception: { expires } }: Entry) => expires === undefined || expires >= now.slice(0, 10);
  const byCode = groupBy(entries.filter(holds), ({ exception }) => exception.code);
  const used = new Set<Entry>();
  const judged = findings.map((finding) => {
    const names = [describeRef(finding.subject), ...(finding.workload === undefined ? [] : [finding.workload])];
    const entry = byCode.get(finding.code)?.find(({ means }) => names.some(means));
    if (entry !== undefined) used.add(entry);
    return { finding, entry };
  });
  return {
    told: judged.flatMap(({ finding, entry }) => (entry === undefined ? [finding] : [])),
    excepted: judged.flatMap(({ finding, entry }) => (entry === undefined ? [] : [exceptedBy(finding, entry)])),
    idle: [
      ...entries.filter((entry) => !holds(entry)).map((entry) => idle(entry, 'expired')),
      ...entries.filter((entry) => holds(entry) && !used.has(entry) && mayBeUnused(entry.exception)).map((entry) => idle(entry, 'unused')),
      ...annotated.flatMap(({ invalid }) => invalid ?? []),
    ],
  };
}

interface FromAnnotation {
  readonly entry?: Entry;
  readonly invalid?: IdleException;
}

function annotationsOf({ ref, annotations }: Annotated): readonly FromAnnotation[] {
  const text = annotations[IGNORE_ANNOTATION];
  if (text === undefined) return [];
  const object = describeRef(ref);
  return exceptionsOf(text, object).map((one): FromAnnotation => {
    if ('problem' in one) return { invalid: { object, reason: one.problem, by: 'annotation', state: 'invalid' } };
    return { entry: { exception: one, by: 'annotation', means: (written) => written === object } };
  });
}

function entryOf(exception: Exception, by: ExceptionSource): Entry {
  return { exception, by, means: objectMatcher(exception.object) };
}

function idle({ exception, by }: Entry, state: 'expired' | 'unused'): IdleException {
  return { ...exception, by, state };
}

function exceptedBy({ code, severity, subject, message, identity }: AuditFinding, { exception, by }: Entry): ExceptedFinding {
  const { reason, expires } = exception;
  return { code, severity, subject, message, identity, reason, ...(expires === undefined ? {} : { expires }), by };
}
