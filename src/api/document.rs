//! The document that describes the API: OpenAPI 3.1, made from the routes.

use std::sync::{Arc, LazyLock};

use axum::{handler::Handler, http::header};
use bytes::Bytes;
use utoipa::openapi::{
    Components, Content, ContentBuilder, Info, License, OpenApi, OpenApiBuilder, PathItem, Ref,
    RefOr, Response, ResponseBuilder, Server,
    path::Operation,
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};
use utoipa::{PartialSchema, ToSchema};

use super::problem::ProblemView;
use crate::{app::App, paths, token::Scope};

const BEARER: &str = "bearer";
const PROBLEM: &str = "Problem";

/// What it says of everything.
pub fn empty() -> OpenApi {
    let mut schemas = Vec::new();
    ProblemView::schemas(&mut schemas);
    schemas.push((PROBLEM.to_owned(), ProblemView::schema()));
    let mut components = Components::new();
    components.schemas.extend(schemas);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token, made in the settings or by signing in: `nat_…`."));
    components
        .security_schemes
        .insert(BEARER.to_owned(), RefOr::T(SecurityScheme::Http(bearer.build())));
    let mut info = Info::new("Natter", env!("CARGO_PKG_VERSION"));
    info.description = Some("Whatever a page can do, a program can do.".to_owned());
    info.license = Some(License::new(env!("CARGO_PKG_LICENSE")));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(paths::API_V1)]))
        .components(Some(components))
        .build()
}

/// What routes ask of who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    Nothing,
    /// Any token.
    Token,
    /// A token with this scope.
    Scope(Scope),
}

/// Adds routes that ask for this, with what they all have in common.
pub fn add(document: &mut OpenApi, mut routes: OpenApi, asks: Asks) {
    for (path, item) in &mut routes.paths.paths {
        for operation in operations(item) {
            operation.security = Some(match asks {
                Asks::Nothing => Vec::new(),
                Asks::Token => vec![SecurityRequirement::new(BEARER, [""; 0])],
                Asks::Scope(scope) => vec![SecurityRequirement::new(BEARER, [scope.as_str()])],
            });
            for status in statuses(path, operation, asks != Asks::Nothing) {
                let responses = &mut operation.responses.responses;
                let meant = responses.remove(status);
                let description = meant.map(description).filter(|text| !text.is_empty());
                responses.insert(status.to_owned(), RefOr::T(problem(description)));
            }
            describe(operation);
        }
    }
    document.merge(routes);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// With which problems an operation may be answered.
fn statuses(path: &str, operation: &Operation, has_token: bool) -> Vec<&'static str> {
    let mut statuses = vec!["400", "422", "429", "503"];
    if has_token {
        statuses.extend(["401", "403"]);
    }
    if path.contains('{') {
        statuses.push("404");
    }
    if operation.request_body.is_some() {
        statuses.extend(["408", "413", "415"]);
    }
    let named = ["403", "404", "409", "410"];
    let meant = named.into_iter().filter(|one| operation.responses.responses.contains_key(*one));
    statuses.extend(meant);
    statuses
}

/// Every response must have a description, however plain.
fn describe(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            let plain = match status.as_str() {
                "201" => "It is made",
                "204" => "It is done",
                _ => "What was asked for",
            };
            response.description = plain.to_owned();
        }
    }
}

fn description(response: RefOr<Response>) -> String {
    match response {
        RefOr::T(response) => response.description,
        RefOr::Ref(_) => String::new(),
    }
}

fn problem(description: Option<String>) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name(PROBLEM));
    let content: Content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new()
        .description(description.unwrap_or_else(|| "A problem".to_owned()))
        .content("application/problem+json", content)
        .build()
}

/// `GET /api/openapi.json`: written when somebody asks first, and then the same
/// bytes for everybody.
pub fn answer(document: OpenApi) -> impl Handler<((),), App> {
    let json = Arc::new(LazyLock::new(move || Bytes::from(document.to_json().unwrap_or_default())));
    move || {
        let json = Bytes::clone(&json);
        async move { ([(header::CONTENT_TYPE, "application/json")], json) }
    }
}
