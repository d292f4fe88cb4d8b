//! What went wrong, as RFC 9457 writes it, with the sentences of the pages in the
//! language that was asked for.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sea_orm::DbErr;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::conflict::Conflict;
use crate::{
    answer::{bare, carry_over, log, retry_after, status_of, words_for},
    error::Error,
    language::{Language, Words},
    paths,
    problem::{Problem, Problems},
    request::{Reader, asked_for, request_id},
    token::Scope,
};

pub type Result<T, F = Fault> = std::result::Result<T, F>;

/// An answer that is not what was asked for.
#[derive(Debug, Clone)]
pub enum Fault {
    Error(Error),
    /// No token, or (`true`) one that is worth nothing.
    NoToken(bool),
    MissingScope(Scope),
    NotJson,
    BrokenJson,
    /// What is wrong with which field.
    Fields(Vec<WrongField>),
    /// It has changed meanwhile.
    Changed(Conflict),
    WrongMethod,
}

/// A field and the catalogue key of what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongField {
    pub field: String,
    sentence: &'static str,
}

impl Fault {
    pub fn wrong_kind(field: String) -> Self {
        Self::Fields(vec![WrongField { field, sentence: "problem-wrong-kind" }])
    }

    /// With a field as programs write it, where forms call it something else.
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        if let Self::Fields(wrong) = &mut self {
            wrong.iter_mut().filter(|one| one.field == from).for_each(|one| one.field = to.into());
        }
        self
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Error(error) => status_of(error),
            Self::NoToken(_) => StatusCode::UNAUTHORIZED,
            Self::MissingScope(_) => StatusCode::FORBIDDEN,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BrokenJson => StatusCode::BAD_REQUEST,
            Self::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Changed(_) => StatusCode::CONFLICT,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// Heading and sentence.
    fn words(&self, words: Words) -> (String, String) {
        let say =
            |title, sentence| (words.say(title).into_owned(), words.say(sentence).into_owned());
        match self {
            Self::Error(Error::SignInRequired) | Self::NoToken(_) => {
                say("error-no-token-title", "error-no-token")
            }
            Self::Error(error) => words_for(error, true, words),
            Self::MissingScope(scope) => (
                words.say("error-not-allowed-title").into_owned(),
                words.with("error-missing-scope", "scope", scope.as_str()).into_owned(),
            ),
            Self::NotJson => say("error-bad-request-title", "error-not-json"),
            Self::BrokenJson => say("error-bad-request-title", "error-broken-json"),
            Self::Fields(_) => say("error-fields-title", "error-fields"),
            Self::Changed(_) => say("error-changed-title", "problem-edited-meanwhile"),
            Self::WrongMethod => say("error-bad-request-title", "error-wrong-method"),
        }
    }

    /// RFC 6750, section 3.
    fn challenge(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::NoToken(false) => "Bearer realm=\"natter\"".to_owned(),
            Self::NoToken(true) | Self::Error(Error::SignInRequired) => {
                "Bearer realm=\"natter\", error=\"invalid_token\"".to_owned()
            }
            Self::MissingScope(scope) => format!(
                "Bearer realm=\"natter\", error=\"insufficient_scope\", scope=\"{}\"",
                scope.as_str()
            ),
            _ => return None,
        };
        HeaderValue::try_from(text).ok()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self::Error(error.into())
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Problems::from(problem).into()
    }
}

impl From<Problems> for Fault {
    fn from(problems: Problems) -> Self {
        let wrong = problems.all().map(|problem| WrongField {
            field: problem.field.to_owned(),
            sentence: problem.sentence,
        });
        Self::Fields(wrong.collect())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem (RFC 9457): what went wrong, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemView {
    /// Where the page about the API tells of problems.
    #[serde(rename = "type")]
    kind: &'static str,
    status: u16,
    /// A heading.
    title: String,
    /// A sentence that may be shown to people.
    detail: String,
    /// What is wrong with which field, where that is the matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldView>,
    /// The message as it stands, where it has changed meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    message: Option<Value>,
    /// By which the operator finds it in the log.
    request_id: String,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub struct FieldView {
    /// As it is written in the request: `body`, `to[1]`; `.` for all of it.
    field: String,
    detail: String,
}

/// Turns what went wrong at the addresses of programs, in handlers and in layers
/// alike, into problems.
pub async fn render(request: Request, next: Next) -> Response {
    if !paths::is_of_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let asked = Asked::of(&request);
    let mut response = next.run(request).await;
    let Some(fault) = fault_of(&mut response) else { return response };
    if let Fault::Error(error) = &fault {
        log(error, &asked.request_id);
    }
    answer(&fault, asked, response.headers())
}

/// What must be known of the request.
struct Asked {
    language: Option<Language>,
    reader: Reader,
    request_id: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        Self {
            language: asked_for(headers),
            reader: request.extensions().get().cloned().unwrap_or_default(),
            request_id: request_id(headers),
        }
    }
}

fn fault_of(response: &mut Response) -> Option<Fault> {
    if let Some(fault) = response.extensions_mut().remove() {
        return Some(fault);
    }
    if let Some(error) = response.extensions_mut().remove() {
        return Some(Fault::Error(error));
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Some(Fault::WrongMethod),
        _ => bare(response).map(Fault::Error),
    }
}

fn answer(fault: &Fault, asked: Asked, headers: &HeaderMap) -> Response {
    let language = asked.language.or(asked.reader.language()).unwrap_or_default();
    let words = language.words();
    let (title, detail) = fault.words(words);
    let view = ProblemView {
        kind: paths::API_PROBLEMS,
        status: fault.status().as_u16(),
        title,
        detail,
        errors: fields_of(fault, words),
        message: match fault {
            Fault::Changed(Conflict(message)) => Some(message.clone()),
            _ => None,
        },
        request_id: asked.request_id,
    };
    let body = serde_json::to_vec(&view).unwrap_or_default();
    let mut response = (fault.status(), body).into_response();
    let answered = response.headers_mut();
    carry_over(headers, answered);
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Ok(language) = HeaderValue::from_str(language.tag()) {
        answered.insert(header::CONTENT_LANGUAGE, language);
    }
    if let Some(challenge) = fault.challenge() {
        answered.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Fault::Error(error) = fault
        && let Some(seconds) = retry_after(error)
    {
        answered.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn fields_of(fault: &Fault, words: Words) -> Vec<FieldView> {
    let Fault::Fields(wrong) = fault else { return Vec::new() };
    let view = |wrong: &WrongField| FieldView {
        field: wrong.field.clone(),
        detail: words.say(wrong.sentence).into_owned(),
    };
    wrong.iter().map(view).collect()
}
