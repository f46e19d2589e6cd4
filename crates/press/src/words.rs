//! A report in the words that its PDF prints, for another face of the same record: a web page.
//!
//! Every sentence is made by the functions that make it for the page of paper, so that both say the same.

use norven_proof::digest::Digest;
use norven_proof::record::{Action, Annotation, Answer, Company, Core, File, Outcome, Record, Section, Signature};

use crate::wording::Wording;
use crate::{PressError, answer, facts, photos, sections, signatures, todo};

/// A fact of the cover: what it is called, and the fact.
pub type Fact = (&'static str, String);

/// A report in words.
#[derive(Clone, Debug)]
pub struct Words {
    /// `NV-2026-000123 · revision 1`
    pub number: String,
    /// What was inspected by: the checklist's title.
    pub title: String,
    /// Where: the site's name, and its address where it has one.
    pub place: Vec<String>,
    /// Who issued it.
    pub issuer: String,
    /// What the issuer says of itself beside its name, line by line.
    pub company: Vec<String>,
    /// `86.2 %`; nothing where no item counts.
    pub percent: Option<String>,
    /// How it came out, in a sentence.
    pub verdict: String,
    /// `24 pass · 3 fail · 1 n/a`; nothing where no item counts.
    pub counts: Option<String>,
    /// Who inspected, when, and the like; why it was issued again; who signed.
    pub facts: Vec<Fact>,
    /// What is above the items that need something to be done.
    pub to_do: &'static str,
    /// What is there where nothing is to be done.
    pub nothing_to_do: &'static str,
    /// The items that need something to be done: the number of the section, from 1, and the place in it, from 0.
    pub to_be_done: Vec<(usize, usize)>,
    /// The sections, those without items too: their places are their numbers.
    pub sections: Vec<SectionWords>,
    /// Who signed.
    pub signatures: SignatureWords,
    /// What the digest of the record is called.
    pub digest_label: &'static str,
}

/// A section in words.
#[derive(Clone, Debug)]
pub struct SectionWords {
    /// Its title.
    pub title: String,
    /// `9 of 10 pass`; empty where nothing counts.
    pub score: String,
    /// Its items.
    pub items: Vec<ItemWords>,
}

/// An item in words.
#[derive(Clone, Debug)]
pub struct ItemWords {
    /// `3.2`; empty for an instruction.
    pub number: String,
    /// What was asked.
    pub question: String,
    /// The limits that a reading was held against.
    pub limits: Option<String>,
    /// The answer in words, one beside the other; nothing for an instruction, and for photos.
    pub words: Vec<String>,
    /// An answer that is a text.
    pub text: Option<String>,
    /// What the answer means.
    pub outcome: Outcome,
    /// The note.
    pub note: Option<String>,
    /// The photos.
    pub photos: Vec<PhotoWords>,
    /// What an action is called.
    pub action_label: &'static str,
    /// The actions: what is to be done, then who, by when, and what became of it.
    pub actions: Vec<Vec<String>>,
}

/// A photo in words.
#[derive(Clone, Debug)]
pub struct PhotoWords {
    /// The id of its file in the record.
    pub id: String,
    /// Number, caption and time.
    pub caption: String,
    /// What stands for it where it cannot be seen.
    pub alt: String,
    /// Width and height of what is shown of it, in pixels.
    pub size: (u32, u32),
    /// What is drawn over it.
    pub annotations: Vec<Annotation>,
}

/// The signatures in words.
#[derive(Clone, Debug)]
pub struct SignatureWords {
    /// What they are called.
    pub title: &'static str,
    /// What kind they are of.
    pub kind: &'static str,
    /// That nobody signed.
    pub nobody: &'static str,
    /// Each, in the record's order.
    pub each: Vec<SignedWords>,
    /// What the digest of what was signed is called.
    pub digest_label: &'static str,
}

/// A signature in words.
#[derive(Clone, Debug)]
pub struct SignedWords {
    /// Who signed, in which role, for whom.
    pub who: Vec<String>,
    /// What qualifies them, and the number of their licence, as far as their account says so.
    pub qualification: Vec<String>,
    /// When, how, on whose device.
    pub given: String,
    /// Where it came from, where the report says so.
    pub origin: Option<String>,
    /// What was agreed to.
    pub agreed: String,
    /// The digest of what was signed.
    pub signed: Digest,
    /// What was drawn; nothing where the name was typed.
    pub strokes: Vec<norven_proof::record::Stroke>,
}

/// A report in words, in its own language and time zone.
///
/// # Errors
/// [`PressError`] where the record has a time zone, an instant or a photo that cannot be.
pub fn words(record: &Record) -> Result<Words, PressError> {
    let wording = &Wording::of(record)?;
    let (labels, core) = (wording.labels, &record.core);
    let score = &core.score;
    let mut known = facts::facts(wording, record)?;
    known.extend(facts::correction(wording, record)?);
    known.push((labels.signed_by, signers(wording, record)));
    Ok(Words {
        number: facts::number(wording, record),
        title: core.template.title.clone(),
        place: [Some(core.site.name.clone()), core.site.address.clone()].into_iter().flatten().collect(),
        issuer: record.issuer.name.clone(),
        company: core.company.iter().flat_map(Company::lines).map(str::to_owned).collect(),
        percent: score.percent.as_deref().map(|percent| wording.percent(percent)),
        verdict: facts::verdict(wording, score),
        counts: score.percent.is_some().then(|| facts::counts(wording, score)),
        facts: known,
        to_do: labels.to_do,
        nothing_to_do: labels.nothing_to_do,
        to_be_done: todo::entries(record).into_iter().map(|(place, _)| place).collect(),
        sections: core.sections.iter().map(|part| section(wording, core, part)).collect::<Result<_, _>>()?,
        signatures: SignatureWords {
            title: labels.signatures,
            kind: labels.simple_signatures,
            nobody: labels.no_signatures,
            each: record.signatures.iter().map(|given| signed(wording, given)).collect::<Result<_, _>>()?,
            digest_label: labels.signed_content,
        },
        digest_label: labels.content_digest,
    })
}

fn signers(wording: &Wording, record: &Record) -> String {
    let names: Vec<&str> = record.signatures.iter().map(|signature| signature.name.as_str()).collect();
    if names.is_empty() { wording.labels.nobody.to_owned() } else { names.join(" · ") }
}

fn section(wording: &Wording, core: &Core, section: &Section) -> Result<SectionWords, PressError> {
    Ok(SectionWords {
        title: section.title.clone(),
        score: sections::score(wording, section),
        items: section.answers.iter().map(|answer| item(wording, core, answer)).collect::<Result<_, _>>()?,
    })
}

fn item(wording: &Wording, core: &Core, answer: &Answer) -> Result<ItemWords, PressError> {
    let (words, text) = answer::split(wording, answer, |_| answer::is_text(answer));
    let photos = answer.photos.iter().zip(1..).map(|(id, number)| photo(wording, core, id, number));
    Ok(ItemWords {
        number: answer.number.clone(),
        question: answer.question.clone(),
        limits: answer::limits(wording, answer),
        words,
        text,
        outcome: answer.outcome,
        note: answer.note.clone(),
        photos: photos.collect::<Result<_, _>>()?,
        action_label: wording.labels.action,
        actions: answer.actions.iter().map(|todo| action(wording, todo)).collect::<Result<_, _>>()?,
    })
}

fn action(wording: &Wording, action: &Action) -> Result<Vec<String>, PressError> {
    let what = action.text.trim().to_owned();
    Ok([vec![what], wording.action(action)?].concat())
}

fn photo(wording: &Wording, core: &Core, id: &str, number: usize) -> Result<PhotoWords, PressError> {
    let file: &File = core.files.iter().find(|file| file.id == id).ok_or_else(|| photos::unknown(id))?;
    Ok(PhotoWords {
        id: id.to_owned(),
        caption: photos::caption_parts(number, file, wording).join(" · "),
        alt: photos::stand_in(wording, file),
        size: (file.shown.width, file.shown.height),
        annotations: file.annotations.clone(),
    })
}

fn signed(wording: &Wording, signature: &Signature) -> Result<SignedWords, PressError> {
    let mut who = vec![signature.name.clone()];
    who.extend(signatures::told(signature).cloned());
    Ok(SignedWords {
        who,
        qualification: signatures::qualification(wording, signature),
        given: signatures::given(wording, signature)?,
        origin: signature.printed.as_ref().map(|origin| signatures::origin_text(wording, origin)),
        agreed: signatures::agreed(wording, signature, wording.labels.agreed_to),
        signed: signature.core_sha256,
        strokes: signature.strokes.clone(),
    })
}
