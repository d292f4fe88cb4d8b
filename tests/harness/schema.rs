//! Whether JSON is as an OpenAPI document says.

use std::collections::BTreeSet;

use serde_json::Value;

/// The schema of what an operation answers with this status.
pub fn answer<'d>(document: &'d Value, operation: &str, status: u16) -> &'d Value {
    let paths = document["paths"].as_object().unwrap().values();
    let mut operations = paths.flat_map(|item| item.as_object().unwrap().values());
    let named = operations.find(|one| one["operationId"] == operation).expect(operation);
    let answer = &named["responses"][status.to_string()]["content"];
    let content = answer.as_object().unwrap_or_else(|| panic!("{operation} {status}"));
    &content.values().next().unwrap()["schema"]
}

/// Panics with the place where the value is something else.
#[track_caller]
pub fn assert_fits(document: &Value, schema: &Value, value: &Value) {
    if let Err(place) = fits(document, schema, value) {
        panic!("{place}: {value}\n{schema}");
    }
}

fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let mut names = BTreeSet::new();
    part_fits(document, schema, value, &mut names)?;
    let Some(fields) = value.as_object() else { return Ok(()) };
    match fields.keys().find(|name| !names.is_empty() && !names.contains(*name)) {
        Some(name) => Err(format!("nothing is said of {name}")),
        None => Ok(()),
    }
}

/// `names` gathers the fields that the schema knows.
fn part_fits(
    document: &Value,
    schema: &Value,
    value: &Value,
    names: &mut BTreeSet<String>,
) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let there = document.pointer(&reference[1..]).expect(reference);
        return part_fits(document, there, value, names);
    }
    for part in list(schema, "allOf") {
        part_fits(document, part, value, names)?;
    }
    for several in ["oneOf", "anyOf"] {
        one_fits(document, list(schema, several), value, names)?;
    }
    is_of_type(schema, value)?;
    for (name, of) in schema["properties"].as_object().into_iter().flatten() {
        names.insert(name.clone());
        if let Some(field) = value.get(name) {
            fits(document, of, field).map_err(|place| format!("{name}: {place}"))?;
        }
    }
    for name in list(schema, "required").filter_map(Value::as_str) {
        value.get(name).ok_or_else(|| format!("{name} is missing"))?;
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        values.iter().try_for_each(|one| fits(document, items, one))?;
    }
    Ok(())
}

fn one_fits<'d>(
    document: &Value,
    choices: impl Iterator<Item = &'d Value>,
    value: &Value,
    names: &mut BTreeSet<String>,
) -> Result<(), String> {
    let mut wrong = Vec::new();
    for choice in choices {
        let mut own = BTreeSet::new();
        match part_fits(document, choice, value, &mut own) {
            Ok(()) => {
                names.extend(own);
                return Ok(());
            }
            Err(place) => wrong.push(place),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("none of {wrong:?}")) }
}

fn list<'d>(schema: &'d Value, name: &str) -> impl Iterator<Item = &'d Value> {
    schema[name].as_array().into_iter().flatten()
}

fn is_of_type(schema: &Value, value: &Value) -> Result<(), String> {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let is = |kind: &&str| match *kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() && value.as_i64() >= schema["minimum"].as_i64(),
        "number" => value.is_number(),
        "string" => value.as_str().is_some_and(|text| is_of_format(schema, text)),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type: {other}"),
    };
    let fits = kinds.iter().any(is);
    fits.then_some(()).ok_or_else(|| format!("{value} is no {kinds:?}"))
}

fn is_of_format(schema: &Value, text: &str) -> bool {
    let among = list(schema, "enum").count() == 0 || list(schema, "enum").any(|one| one == text);
    among
        && match schema["format"].as_str() {
            Some("date-time") => text.parse::<jiff::Timestamp>().is_ok(),
            Some("uuid") => uuid::Uuid::parse_str(text).is_ok(),
            _ => true,
        }
}
