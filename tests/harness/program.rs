//! Programs that ask the API with a token.

use serde_json::{Value, json};

use super::person::PASSWORD;
use super::{Person, Visitor};

impl Person {
    /// A token of a program that this person has signed in with.
    pub async fn signs_a_program_in(&self) -> String {
        let who = json!({"username": self.username, "password": PASSWORD, "name": "A program"});
        let visitor = Visitor::new_like(self);
        let ask = visitor.post("/api/v1/sessions").body(who.to_string());
        let answer = ask.header("content-type", "application/json").await.is(201);
        let session: Value = serde_json::from_str(&answer.body).unwrap();
        session["token"].as_str().unwrap().to_owned()
    }
}
