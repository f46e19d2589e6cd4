//! What the product stands on: databases, tenancy, jobs, pages.

mod bodies;
mod connections;
mod custody;
mod documents;
mod jobs;
mod lanes;
mod pages;
mod process;
mod quotas;
mod schema;
mod tenancy;
mod tls;
mod twins;
