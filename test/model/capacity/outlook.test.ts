import { expect, test } from "@jest/globals";
import { budgetsOf } from "../../../charts/model/capacity/budget";
import { outlooksOf, stackWhere } from "../../../charts/model/capacity/outlook";
import { fits } from "../../../charts/model/capacity/shortage";
import { stackOf } from "../../support/stack";

const stack = stackOf();

test.each(outlooksOf(stack).map((outlook) => [outlook.phase, outlook.size, outlook] as const))(
  "phase %i on a %s is what that configuration makes",
  (phase, size, { result }) => {
    const made = stackWhere(stack, { size, phase });
    expect(result).toEqual({ budgets: budgetsOf(made), fits: fits(made) });
  },
);
