//! What the organisation says of itself on reports.

use leptos::prelude::*;

use crate::{
    features::orgs::model::Company,
    ui::{env::use_words, form::TextField, work::Work},
};

/// What the fields hold.
#[derive(Clone, Copy)]
pub struct CompanyFields {
    address: RwSignal<String>,
    tax_number: RwSignal<String>,
    phone: RwSignal<String>,
    email: RwSignal<String>,
    web: RwSignal<String>,
}

impl CompanyFields {
    /// What is said now.
    #[must_use]
    pub fn of(company: &Company) -> Self {
        Self {
            address: RwSignal::new(company.address.clone()),
            tax_number: RwSignal::new(company.tax_number.clone()),
            phone: RwSignal::new(company.phone.clone()),
            email: RwSignal::new(company.email.clone()),
            web: RwSignal::new(company.web.clone()),
        }
    }

    /// What was typed.
    #[must_use]
    pub fn company(self) -> Company {
        Company {
            address: self.address.get_untracked(),
            tax_number: self.tax_number.get_untracked(),
            phone: self.phone.get_untracked(),
            email: self.email.get_untracked(),
            web: self.web.get_untracked(),
        }
    }
}

/// The part of the settings that asks for it.
#[component]
pub fn CompanyPanel(
    /// What the fields hold.
    fields: CompanyFields,
    /// What saves the settings.
    work: Work,
) -> impl IntoView {
    let t = &use_words().orgs;
    let problem = work.problem();
    view! {
        <section class="panel" aria-labelledby="company">
            <h2 id="company">{t.company}</h2>
            <div class="sheet pad">
                <div class="form">
                    <p class="hint">{t.company_lead}</p>
                    <TextField
                        name="address"
                        label=t.company_address
                        value=fields.address
                        problem
                        autocomplete="street-address"
                    />
                    <TextField
                        name="tax_number"
                        label=t.company_tax_number
                        hint=t.company_tax_number_hint
                        value=fields.tax_number
                        problem
                    />
                    <TextField name="phone" label=t.company_phone value=fields.phone problem autocomplete="tel" />
                    <TextField name="email" label=t.company_email value=fields.email problem autocomplete="email" />
                    <TextField name="web" label=t.company_web value=fields.web problem autocomplete="url" />
                </div>
            </div>
        </section>
    }
}
