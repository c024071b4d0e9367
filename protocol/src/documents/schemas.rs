//! JSON Schemas of the types by their names, for the `components` of both documents.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::ToSchema;

/// Schemas by name.
pub(super) type Schemas = BTreeMap<String, Value>;

/// Adds `T` and all it refers to.
pub(super) fn add<T: ToSchema>(schemas: &mut Schemas) {
    let mut found = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut found);
    for (name, schema) in found {
        let mut schema = json!(schema);
        without_null(&mut schema);
        schemas.insert(name, schema);
    }
}

/// A reference to a schema of `components`.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The variants of a frame enum that is tagged by `type` and holds its content in `data`: their tags, and the names of
/// their data's schemas. Read from the schema itself, so that the list cannot differ from the enum.
pub(super) fn variants(schema: &Value) -> Vec<(String, String)> {
    let variants = schema.get("oneOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    variants
        .iter()
        .filter_map(|variant| {
            let tag = variant.pointer("/properties/type/enum/0")?.as_str()?;
            let data = variant.pointer("/properties/data/$ref")?.as_str()?;
            Some((tag.to_owned(), data.rsplit('/').next()?.to_owned()))
        })
        .collect()
}

/// What is absent is left out and never `null`, which utoipa cannot know of an `Option`.
fn without_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            if let Some(kind) = schema.get_mut("type") {
                *kind = only;
            }
        }
    }
    if let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        let before = choices.len();
        choices.retain(|choice| choice.get("type") != Some(&json!("null")));
        if let ([Value::Object(only)], true) = (choices.as_slice(), choices.len() < before) {
            let only = only.clone();
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("oneOf");
                schema.extend(only);
            }
        }
    }
    match schema {
        Value::Object(fields) => fields.values_mut().for_each(without_null),
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
