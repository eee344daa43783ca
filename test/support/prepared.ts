/** A profile prepared with surroundings that a test makes up: secrets by id, variables by name. */
import type { Variable } from '../../shared/environment'
import type { DialPlan } from '../../main/prepare/dial-plan'
import type { DialPlanOptions } from '../../main/prepare/authorization'
import { Preparation } from '../../main/prepare/preparation'
import { bareSurroundings, type Surroundings } from '../../main/prepare/surroundings'
import { Fault } from '../../main/lib/fault'
import type { Row } from '../../shared/options'
import type { Cause } from '../../shared/connection'
import { newPlan, type PlanAbout } from './plan'

export interface Around extends Partial<Surroundings> {
  /** By id. */
  secrets?: Record<string, string>
  /** Name → value. */
  values?: Record<string, string>
  /** Name → id of a secret. */
  secretValues?: Record<string, string>
}

export function surroundingsOf({ secrets = {}, values = {}, secretValues = {}, ...rest }: Around): Surroundings {
  const variable = (name: string, value: string, secret: boolean): [string, Variable] => [name, { name, value, enabled: true, secret }]
  const plain = Object.entries(values).map(([name, value]) => variable(name, value, false))
  const hidden = Object.entries(secretValues).map(([name, ref]) => variable(name, ref, true))
  const variables = new Map([...plain, ...hidden])
  return { ...bareSurroundings, secret: (ref) => secrets[ref] ?? null, variables: () => variables, ...rest }
}

export function preparationOf(about: PlanAbout, around: Around = {}, index = 1): Preparation {
  return new Preparation({ plan: newPlan('p1', about), index, surroundings: surroundingsOf(around) })
}

export function dialPlanOf(about: PlanAbout, around: Around = {}, options: DialPlanOptions = {}): Promise<DialPlan> {
  return preparationOf(about, around).dialPlan(new AbortController().signal, options)
}

/** The headers of the profile's own request, as lines. */
export function linesOf(dial: DialPlan, url = dial.url): string[] {
  return dial.headersFor(new URL(url)).map(([name, value]) => `${name}: ${value}`)
}

export function row(name: string, value: string, about: Partial<Row> = {}): Row {
  return { name, value, enabled: true, secret: false, ...about }
}

/** Why it can't be prepared. */
export async function causeOf(work: Promise<unknown>): Promise<Cause> {
  try {
    await work
  } catch (error) {
    if (error instanceof Fault) return error.why
    throw error
  }
  throw new Error('It was prepared without a fault')
}
