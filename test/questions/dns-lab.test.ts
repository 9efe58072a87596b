import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
