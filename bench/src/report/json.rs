//! The same for programs.

use serde_json::{Value, json};

use super::{Better, Outcome};

/// Everything that was measured, turn by turn. What is not known is null.
pub fn json(outcomes: &[Outcome]) -> Value {
    json!({
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "figures": outcomes.iter().map(outcome).collect::<Vec<_>>(),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    let figure = &outcome.figure;
    json!({
        "row": figure.row,
        "mode": outcome.mode,
        "program": outcome.label,
        "what": figure.what,
        "unit": figure.unit,
        "value": outcome.value,
        "limit": outcome.limit,
        "limited_by": figure.limit,
        "ratio": outcome.ratio(),
        "better": if figure.better == Better::More { "more" } else { "less" },
        "must": figure.must,
        "aim": figure.aim,
        "met": outcome.verdict(),
        "disturbed": outcome.disturbed,
        "turns": outcome.turns[0],
        "turns_of_limit": outcome.turns[1],
        "cpu_cores": outcome.usage.parts,
        "cpu_cores_of_others": outcome.usage.other,
        "cpu_cores_stolen": outcome.usage.steal,
        "not_measured": outcome.missing,
    })
}
