//! As much of JSON Schema as the schemas in `docs/` use. A keyword that is not known here is
//! an error, so nothing that a schema says goes unchecked.

use serde_json::Value;

/// Reads a schema of this repository.
pub(crate) fn read(path: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Holds every value to the schema.
pub(crate) fn check(path: &str, values: &[Value]) {
    let schema = read(path);
    let complaints: Vec<String> =
        values.iter().filter_map(|v| complaint(&schema, &schema, v)).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What is wrong with `value`, if anything.
pub(crate) fn complaint(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let fits = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = wanted.as_str().unwrap().trim_start_matches('#');
                if let Some(why) = complaint(root, root.pointer(pointer).unwrap(), value) {
                    return Some(why);
                }
                true
            }
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|t| is_a(t, value)),
                one => is_a(one, value),
            },
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|n| n >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= wanted.as_f64().unwrap()),
            // As the specification has it, these two speak of objects only.
            "required" | "additionalProperties" if !value.is_object() => true,
            "required" => {
                let mut keys = wanted.as_array().unwrap().iter().map(|k| k.as_str().unwrap());
                value.as_object().is_none_or(|o| keys.all(|k| o.contains_key(k)))
            }
            "additionalProperties" => {
                assert_eq!(wanted, &Value::Bool(false));
                value
                    .as_object()
                    .is_none_or(|o| o.keys().all(|k| schema["properties"].get(k).is_some()))
            }
            "properties" => {
                for (key, part) in wanted.as_object().unwrap() {
                    let part = value.get(key).and_then(|v| complaint(root, part, v));
                    if part.is_some() {
                        return part;
                    }
                }
                true
            }
            "items" => {
                let items = value.as_array().into_iter().flatten();
                if let Some(why) = items.filter_map(|v| complaint(root, wanted, v)).next() {
                    return Some(why);
                }
                true
            }
            other => panic!("the schema uses `{other}`, which is not checked here"),
        };
        if !fits {
            return Some(format!("{value} does not meet {keyword}: {wanted}"));
        }
    }
    None
}

fn is_a(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no such type: {other}"),
    }
}
