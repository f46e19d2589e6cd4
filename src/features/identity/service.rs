//! The rules of signing in.

use norven_proof::digest::Digest;
use norven_words::Locale;
use subtle::ConstantTimeEq;

use super::{
    address::check_own_name,
    api::OutboxLine,
    asker::Asker,
    code, mails,
    means::{Assurance, Means},
    model::{Email, LINK_SECONDS, Qualification, User},
    providers, registration, store,
};
use crate::{
    error::AppError,
    features::{
        access,
        audit::{
            self,
            model::{Event, Object},
        },
    },
    ids::{OrgId, SessionId, UserId},
    platform::{
        db::{AnyTx, DirectoryTx},
        fault::Fault,
        mail::{Mail, OutboxMailer, Subject},
    },
    printable::check_field,
    server::{
        actor::SignedIn,
        origin::Origin,
        refusals::{self, Place, Refusal},
        session::{ABSOLUTE_SECONDS, IDLE_SECONDS, Token},
        state::App,
    },
    time::Timestamp,
};

/// So many wrong codes use a link up.
const MAX_TRIES: i32 = 5;
/// A session's last use is noted at most so often.
const TOUCH_SECONDS: i64 = 60;

/// A session and its person.
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// The person.
    pub user: User,
    /// The organisation they chose to work in.
    pub current_org: Option<OrgId>,
    /// When it was last shown to be theirs.
    pub proved_at: Timestamp,
    /// How well it is known to be theirs.
    pub assurance: Assurance,
}

/// What becomes of an address that somebody wants to sign in with.
pub enum Asked {
    /// A link and a code are on their way.
    Mailed {
        /// Binds the link to the asking browser.
        browser: Token,
        /// Whether the address's domain has a provider too.
        has_provider: bool,
    },
    /// The domain's provider is the only way.
    AtProvider,
}

/// Mails a link and a code to an address, where its domain's provider is not the only way. The answer is the same
/// whether or not the address is known, and when too many mails went there already. What the browser asked for `earlier`
/// stays its own, so that an older mail is told from one of another browser.
///
/// # Errors
/// [`AppError::TooManyMails`] for strangers while all of them had too many sent.
pub async fn request_link(app: &App, email: &Email, earlier: Option<&str>, origin: &Origin) -> Result<Asked, Fault> {
    app.limits.sign_in(origin.ip)?;
    let company = access::company::of_domain(app, email.domain()).await?;
    if company.as_ref().is_some_and(|company| company.is_only_way) {
        return Ok(Asked::AtProvider);
    }
    let browser = Token::new(app);
    let mut tx = app.db.directory().await?;
    if let Some(earlier) = earlier {
        store::follow_browser(&mut tx, Token::digest_of(earlier), browser.digest, app.now()).await?;
    }
    let asker = Asker::somewhere(&mut tx, email, origin).await?;
    let admitted = registration::admits(app, &mut tx, email).await?;
    if !admitted {
        tracing::info!(request = %origin.request, "nobody was mailed: registration is closed");
    }
    let mark = Token::mark(browser.digest);
    // Who is not admitted gets no mail and is counted all the same, so that nothing tells them from who is.
    mail_code(app, &mut tx, email, browser.digest, asker, |code, link| {
        let t = &origin.locale.words().identity;
        let url = app.origin.url(&crate::ui::routes::sign_in_link(link));
        admitted
            .then(|| (Subject::marked(&mark, |mark| t.mail_subject(mark)), t.mail_body(code, LINK_SECONDS / 60, url)))
    })
    .await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(Asked::Mailed { browser, has_provider: company.is_some() })
}

/// Keeps a new code for a browser and mails it, with the secret of a link; `words` makes subject and text of the two, or
/// nothing where no mail is to go.
/// Where whoever asks had too many mails sent to the address already, nothing is sent.
///
/// # Errors
/// [`AppError::TooManyMails`] for strangers while all of them had too many sent.
pub async fn mail_code(
    app: &App,
    tx: &mut DirectoryTx,
    email: &Email,
    browser: Digest,
    asker: Asker,
    words: impl FnOnce(&str, &str) -> Option<(Subject, String)>,
) -> Result<(), Fault> {
    let now = app.now();
    if !asker.may_mail(app, tx, email).await? {
        tracing::warn!("a code was not mailed: too many to one address");
        return Ok(());
    }
    let (link, code) = (Token::new(app), code::new(&*app.rng));
    let kept = store::NewLink {
        id: app.id(),
        token: link.digest,
        code: Some(app.master.digest_of_code(&code, browser)),
        browser: Some(browser),
        email,
        asker: Some(asker),
        expires_at: now.plus_seconds(LINK_SECONDS),
    };
    store::add_link(tx, &kept, now).await?;
    let Some((subject, body)) = words(&code::spaced(&code), &link.text) else { return Ok(()) };
    mails::send_code(app, tx, &Mail { to: email.as_str().to_owned(), subject, body }, kept.expires_at).await
}

/// A link for whoever stands at the machine: works once, in any browser.
///
/// # Errors
/// When the database refuses.
pub async fn console_link(app: &App, email: &Email) -> Result<String, Fault> {
    let now = app.now();
    let link = Token::new(app);
    let mut tx = app.db.directory().await?;
    let kept = store::NewLink {
        id: app.id(),
        token: link.digest,
        code: None,
        browser: None,
        email,
        asker: None,
        expires_at: now.plus_seconds(24 * 3600),
    };
    store::add_link(&mut tx, &kept, now).await?;
    tx.commit().await?;
    Ok(app.origin.url(&crate::ui::routes::sign_in_link(&link.text)))
}

/// Signs in with the token of a link. A mailed link works only in the browser that asked for it, and there only while no
/// newer one was asked for; opened elsewhere, it stays as good as it was.
///
/// # Errors
/// [`AppError::LinkUnknown`], [`AppError::LinkInvalid`], [`AppError::LinkElsewhere`], [`AppError::LinkSuperseded`].
pub async fn use_link(app: &App, token: &str, browser: Option<&str>, origin: &Origin) -> Result<Token, Fault> {
    app.limits.sign_in(origin.ip)?;
    let mut tx = app.db.directory().await?;
    let (token, browser) = (Token::digest_of(token), browser.map(Token::digest_of));
    let Some(link) = store::open_link(&mut tx, token, app.now()).await? else {
        let error = match store::address_of_link(&mut tx, token).await? {
            Some(_) => AppError::LinkInvalid,
            None => AppError::LinkUnknown,
        };
        return Err(refuse_link(app, tx, token, origin, error).await);
    };
    let Some(bound) = &link.browser_sha256 else { return enter(app, tx, link, browser, origin).await };
    if let Some(browser) = browser.filter(|browser| browser.as_bytes().as_slice() == bound) {
        if link.code_sha256.is_none() {
            return Err(refuse_link(app, tx, token, origin, AppError::LinkSuperseded).await);
        }
        return enter(app, tx, link, Some(browser), origin).await;
    }
    Err(refuse_link(app, tx, token, origin, AppError::LinkElsewhere).await)
}

/// Refuses a link or a code that is over, used up or of another browser, and records whose it was.
async fn refuse_link(app: &App, mut tx: DirectoryTx, digest: Digest, origin: &Origin, error: AppError) -> Fault {
    let whose = async {
        match store::address_of_link(&mut tx, digest).await? {
            Some(email) => store::user_by_email(&mut tx, &email).await,
            None => Ok(None),
        }
    };
    match whose.await {
        Ok(user) => refuse(app, tx, user.as_ref(), Means::MAIL, origin, error).await,
        Err(error) => error.into(),
    }
}

/// Signs in with the code of a mail, in the browser that asked for it.
///
/// # Errors
/// [`AppError::LinkInvalid`], [`AppError::LinkElsewhere`] or [`AppError::CodeWrong`].
pub async fn confirm_code(app: &App, code: &str, browser: &str, origin: &Origin) -> Result<Token, Fault> {
    app.limits.sign_in(origin.ip)?;
    let browser = Token::digest_of(browser);
    let (tx, link) = open_by_code(app, code, browser, origin).await?;
    enter(app, tx, link, Some(browser), origin).await
}

/// Signs in the person of a link, with the identity that waited for it in their browser.
async fn enter(
    app: &App,
    mut tx: DirectoryTx,
    link: store::LinkRow,
    browser: Option<Digest>,
    origin: &Origin,
) -> Result<Token, Fault> {
    use_up(app, &mut tx, &link).await?;
    // Only the command line makes links without a code.
    let mailed = if link.code_sha256.is_some() { Means::Mail } else { Means::Console };
    let email = Email::stored(link.email);
    // Of two who asked while the installation was empty, the second is not the first any more.
    if mailed == Means::Mail
        && !registration::admits(app, &mut tx, &email).await?
        && !providers::sent(app, &mut tx, browser, &email).await?
    {
        return Err(refuse(app, tx, None, mailed.as_str(), origin, AppError::LinkInvalid).await);
    }
    let user = ensure_user(app, &mut tx, &email, origin.locale).await?;
    let joined = match browser {
        Some(browser) => providers::join(app, &mut tx, &user, browser, origin).await?,
        None => None,
    };
    sign_in(app, tx, &user, &joined.unwrap_or(mailed), origin).await
}

/// The link that a code opens, in the browser that asked for it. A wrong code is one of few tries, and on record.
///
/// # Errors
/// [`AppError::LinkInvalid`], [`AppError::LinkElsewhere`] or [`AppError::CodeWrong`].
pub async fn open_by_code(
    app: &App,
    code: &str,
    browser: Digest,
    origin: &Origin,
) -> Result<(DirectoryTx, store::LinkRow), Fault> {
    let mut tx = app.db.directory().await?;
    let Some(link) = store::try_link_of_browser(&mut tx, browser, MAX_TRIES, app.now()).await? else {
        let error = match store::address_of_link(&mut tx, browser).await? {
            Some(_) => AppError::LinkInvalid,
            None => AppError::LinkElsewhere,
        };
        return Err(refuse_link(app, tx, browser, origin, error).await);
    };
    let typed = code::read(code);
    let right = link
        .code_sha256
        .as_deref()
        .is_some_and(|kept| kept.ct_eq(app.master.digest_of_code(&typed, browser).as_bytes().as_slice()).into());
    if right {
        return Ok((tx, link));
    }
    let user = store::user_by_email(&mut tx, &Email::stored(link.email)).await?;
    let tries_left = u32::try_from(MAX_TRIES - link.tries).unwrap_or_default();
    let error = if tries_left == 0 { AppError::LinkInvalid } else { AppError::CodeWrong { tries_left } };
    Err(refuse(app, tx, user.as_ref(), Means::MAIL, origin, error).await)
}

/// Uses a link up.
///
/// # Errors
/// [`AppError::LinkInvalid`] where somebody else was faster.
pub async fn use_up(app: &App, tx: &mut DirectoryTx, link: &store::LinkRow) -> Result<(), Fault> {
    if store::consume_link(tx, link.id, app.now()).await? { Ok(()) } else { Err(AppError::LinkInvalid.into()) }
}

/// Refuses somebody who may not be who they say, and keeps what their attempt used up. It is on record where it is known
/// whose it would be: the first such attempt, and how many followed.
pub async fn refuse(
    app: &App,
    tx: DirectoryTx,
    whose: Option<&User>,
    by: &'static str,
    origin: &Origin,
    error: AppError,
) -> Fault {
    let recorded = match whose {
        Some(user) => {
            let event = Event::new("session.refused", Object::of("user", user.id.0))
                .with("by", by)
                .with("why", error.code())
                .denied();
            let place = Place::WhereTheyBelong;
            let refusal = Refusal { place, who: user.clone(), origin: origin.clone(), event };
            refusals::record(app, tx, &refusal).await
        }
        None => tx.commit().await.map_err(Fault::from),
    };
    recorded.err().unwrap_or(error.into())
}

/// Begins a session of a person, who has shown who they are.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(
    app: &App,
    mut tx: DirectoryTx,
    user: &User,
    means: &Means,
    origin: &Origin,
) -> Result<Token, Fault> {
    let now = app.now();
    let session = Token::new(app);
    let id: SessionId = app.id();
    let expires_at = now.plus_seconds(ABSOLUTE_SECONDS);
    let kept = store::NewSession { id, token: session.digest, user: user.id, means, origin, expires_at };
    store::add_session(&mut tx, &kept, now).await?;
    super::sessions::note_device(app, &mut tx, user, origin).await?;
    let event = Event::new("session.started", Object::of("session", id.0)).with("by", means.as_str());
    audit::service::record_of_person(app, &mut tx, user, origin, &event).await?;
    access::company::note_broken_glass(app, &mut tx, user, means, None, origin).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(session)
}

/// The user of an address, added where there is none.
///
/// # Errors
/// When the database refuses.
pub async fn ensure_user(app: &App, tx: &mut impl AnyTx, email: &Email, locale: Locale) -> Result<User, Fault> {
    if let Some(user) = store::user_by_email(tx, email).await? {
        return Ok(user);
    }
    let user = User {
        id: app.id(),
        email: email.clone(),
        name: email.local_part().to_owned(),
        named: false,
        locale,
        qualification: Qualification::default(),
    };
    store::add_user(tx, &user, app.now()).await?;
    store::user_by_email(tx, email).await?.ok_or_else(|| Fault::internal("a user that was added is not there"))
}

/// The language of the person with an address, where there is one.
///
/// # Errors
/// When the database refuses.
pub async fn locale_of(tx: &mut impl AnyTx, email: &Email) -> Result<Option<Locale>, Fault> {
    Ok(store::user_by_email(tx, email).await?.map(|user| user.locale))
}

/// Names a person, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn rename(app: &App, tx: &mut impl AnyTx, user: &User, name: &str) -> Result<(), Fault> {
    let named = User { name: name.to_owned(), ..user.clone() };
    Ok(store::update_user(tx, &named, app.now()).await?)
}

/// The user with an id.
///
/// # Errors
/// When the database refuses.
pub async fn user(tx: &mut impl AnyTx, id: UserId) -> Result<Option<User>, Fault> {
    Ok(store::user(tx, id).await?)
}

/// Sets a person's own name and language, and what qualifies them where that is said.
///
/// # Errors
/// [`AppError::Field`] `name`, `qualification` or `licence_number`.
pub async fn update_profile(
    person: &SignedIn,
    name: &str,
    locale: Locale,
    qualification: Option<&Qualification>,
) -> Result<(), Fault> {
    let name = check_own_name("name", name)?;
    // One that they had before stays, whatever faces there are now.
    if name != person.user.name {
        check_field("name", &person.app.faces.missing(&name))?;
    }
    let before = &person.user.qualification;
    let qualification = qualification.map(Qualification::checked).transpose()?.filter(|said| said != before);
    if let Some(said) = &qualification {
        for (field, text) in [("qualification", &said.title), ("licence_number", &said.licence_number)] {
            check_field(field, &person.app.faces.missing(text))?;
        }
    }
    let mut event = Event::new("profile.changed", Object::of("user", person.user.id.0));
    let mut tx = person.app.db.directory().await?;
    let user = User { name, locale, ..person.user.clone() };
    store::update_user(&mut tx, &user, person.app.now()).await?;
    if let Some(said) = &qualification {
        store::set_qualification(&mut tx, person.user.id, said).await?;
        event = event
            .with("qualification_before", before.title.as_str())
            .with("qualification", said.title.as_str())
            .with("licence_number_before", before.licence_number.as_str())
            .with("licence_number", said.licence_number.as_str());
    }
    audit::service::record_for_person(person, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// The session of a token, where it is still good.
///
/// # Errors
/// When the database refuses.
pub async fn session(app: &App, token: Digest) -> Result<Option<Session>, Fault> {
    let now = app.now();
    let mut tx = app.db.directory_read().await?;
    let Some(row) = store::session(&mut tx, token, now, now.plus_seconds(-IDLE_SECONDS)).await? else {
        return Ok(None);
    };
    // What began with a provider that the operator has removed since has ended.
    let of_operator = row.provider.filter(|_| row.provider_org.is_none());
    if of_operator.is_some_and(|provider| app.providers.get(&provider).is_none()) {
        return Ok(None);
    }
    let Some(user) = store::user(&mut tx, row.user_id).await? else { return Ok(None) };
    drop(tx);
    if now.seconds_since(row.last_seen_at) > TOUCH_SECONDS {
        note_use(app, row.id, now).await?;
    }
    let assurance = Assurance { strong: row.strong, provider_of: row.provider_org };
    Ok(Some(Session { id: row.id, user, current_org: row.current_org, proved_at: row.proved_at, assurance }))
}

async fn note_use(app: &App, session: SessionId, now: Timestamp) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    store::touch_session(&mut tx, session, now).await?;
    Ok(tx.commit().await?)
}

/// Chooses the organisation that a session works in; membership is checked at every use.
///
/// # Errors
/// When the database refuses.
pub async fn choose_org(person: &SignedIn, org: OrgId) -> Result<(), Fault> {
    let mut tx = person.app.db.directory().await?;
    store::choose_org(&mut tx, person.session, org).await?;
    Ok(tx.commit().await?)
}

/// The local outbox.
///
/// # Errors
/// When the database refuses.
pub async fn outbox(app: &App) -> Result<Vec<OutboxLine>, Fault> {
    let mails = OutboxMailer::latest(&app.db).await?;
    Ok(mails
        .into_iter()
        .map(|mail| OutboxLine {
            recipient: mail.recipient,
            subject: mail.subject,
            body: mail.body,
            sent: mail.created_at.to_record().0,
        })
        .collect())
}
