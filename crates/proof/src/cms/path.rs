//! The path from a certificate to a root that is trusted (RFC 5280, section 6, as far as the
//! certificates here need it).
//!
//! Whatever a certificate demands that is not understood here makes it unfit: an unknown critical
//! extension, name constraints, another algorithm.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{
    ANY_EXTENDED_KEY_USAGE, ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE, ID_KP_EMAIL_PROTECTION,
    ID_KP_TIME_STAMPING,
};
use der::Encode;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::key::PublicKey;
use crate::certificate::{Certificate, Subject, instant};
use crate::record::Instant;

/// id-kp-documentSigning (RFC 9336), which `const_oid` does not name.
pub(crate) const DOCUMENT_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36");

/// Certificates in a path, the leaf and the root included.
const MAX_LENGTH: usize = 5;
/// Signatures tried before a path is given up. Names may repeat, and each try costs a verification.
const MAX_TRIES: usize = 16;

/// What a certificate is to be fit for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Sealing reports.
    Seal,
    /// Stamping them with the time.
    TimeStamp,
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nobody of that name is trusted.
    #[error("no trusted certificate is called {issuer}")]
    Untrusted {
        /// Who should have certified it.
        issuer: Subject,
    },
    /// It was not signed by the trusted certificate of that name.
    #[error("{subject} was not certified by the trusted {issuer}")]
    Signature {
        /// Whose certificate it is.
        subject: Subject,
        /// Who should have certified it.
        issuer: Subject,
    },
    /// It is not the certificate of an authority that may certify others.
    #[error("{subject} may not certify others")]
    Authority {
        /// Whose certificate it is.
        subject: Subject,
    },
    /// An authority may not stand so high above the leaf, or the path is longer than any here.
    #[error("{subject} may not stand so high in the path")]
    Length {
        /// Whose certificate it is.
        subject: Subject,
    },
    /// Its key is not for this purpose.
    #[error("the key of {subject} is not for this purpose")]
    Purpose {
        /// Whose certificate it is.
        subject: Subject,
    },
    /// It demands something that is not understood here.
    #[error("the certificate of {subject} demands {extension}, which is not understood here")]
    Extension {
        /// Whose certificate it is.
        subject: Subject,
        /// The critical extension.
        extension: String,
    },
    /// It came along and nobody vouches for it.
    #[error("nobody vouches for the certificate of {subject}, which came along")]
    Stray {
        /// Whose certificate it says it is.
        subject: Subject,
    },
    /// It was not valid then.
    #[error("the certificate of {subject} is valid from {} to {}, not at {}", not_before.0, not_after.0, at.0)]
    Validity {
        /// Whose certificate it is.
        subject: Subject,
        /// The instant in question.
        at: Instant,
        /// The first instant at which it is valid.
        not_before: Instant,
        /// The last instant at which it is valid.
        not_after: Instant,
    },
}

/// A path of certificates, from a leaf up to a root that is trusted. Whether it was valid at some
/// time is another question: [`Path::valid_at`].
#[derive(Debug)]
pub(crate) struct Path<'a>(Vec<&'a Certificate>);

impl<'a> Path<'a> {
    /// Finds the path from a leaf to one of the roots.
    pub(crate) fn find(
        leaf: &'a Certificate,
        intermediates: &'a [Certificate],
        roots: &'a [Certificate],
        purpose: Purpose,
    ) -> Result<Self, PathError> {
        check_leaf(leaf, purpose)?;
        let mut search = Search { intermediates, roots, purpose, tries: MAX_TRIES };
        let mut path = vec![leaf];
        search.climb(&mut path)?;
        Ok(Self(path))
    }

    /// Whether every certificate of the path was valid at that second since 1970.
    pub(crate) fn valid_at(&self, at: i64) -> Result<(), PathError> {
        let expired = |certificate: &&&Certificate| {
            let (not_before, not_after) = certificate.validity();
            !(not_before..=not_after).contains(&at)
        };
        self.0.iter().find(expired).map_or(Ok(()), |certificate| {
            let (not_before, not_after) = certificate.validity();
            Err(PathError::Validity {
                subject: subject(certificate),
                at: instant(at),
                not_before: instant(not_before),
                not_after: instant(not_after),
            })
        })
    }

    /// Whether a certificate that came along, if one did, is part of the path: what is not in it
    /// nobody vouches for.
    pub(crate) fn covers(self, certificate: Option<&Certificate>) -> Result<Self, PathError> {
        match certificate.filter(|certificate| !self.contains(certificate)) {
            Some(stray) => Err(PathError::Stray { subject: subject(stray) }),
            None => Ok(self),
        }
    }

    /// Whether a certificate is part of the path.
    pub(crate) fn contains(&self, certificate: &Certificate) -> bool {
        self.0.contains(&certificate)
    }
}

struct Search<'a> {
    intermediates: &'a [Certificate],
    roots: &'a [Certificate],
    purpose: Purpose,
    tries: usize,
}

impl<'a> Search<'a> {
    /// Goes on from the last certificate of the path, roots first.
    fn climb(&mut self, path: &mut Vec<&'a Certificate>) -> Result<(), PathError> {
        let Some(&last) = path.last() else {
            return Ok(());
        };
        let length = path.len();
        let mut error = PathError::Untrusted { issuer: Subject::of(last.tbs().issuer()) };
        let (roots, intermediates) = (self.roots, self.intermediates);
        let known = roots.iter().map(|root| (root, true)).chain(intermediates.iter().map(|other| (other, false)));
        for (authority, is_root) in known.filter(|(authority, _)| authority.tbs().subject() == last.tbs().issuer()) {
            if length >= MAX_LENGTH || self.tries == 0 {
                return Err(PathError::Length { subject: subject(last) });
            }
            self.tries -= 1;
            let step = check_authority(authority, length - 1, self.purpose)
                .and_then(|()| check_signature(last, authority))
                .and_then(|()| {
                    path.push(authority);
                    if is_root { Ok(()) } else { self.climb(path) }
                });
            match step {
                Ok(()) => return Ok(()),
                Err(found) => error = found,
            }
            path.truncate(length);
        }
        Err(error)
    }
}

/// Whether a certificate without others beneath it is fit for the purpose.
fn check_leaf(leaf: &Certificate, purpose: Purpose) -> Result<(), PathError> {
    check_extensions(leaf)?;
    let unfit = || PathError::Purpose { subject: subject(leaf) };
    let (_, usage) = extension::<KeyUsage>(leaf).ok_or_else(unfit)?;
    let (critical, ExtendedKeyUsage(purposes)) = extension::<ExtendedKeyUsage>(leaf).ok_or_else(unfit)?;
    let is_authority = extension::<BasicConstraints>(leaf).is_some_and(|(_, constraints)| constraints.ca);
    let fit = match purpose {
        Purpose::Seal => {
            let needed = [ID_KP_EMAIL_PROTECTION, DOCUMENT_SIGNING];
            usage.digital_signature()
                && usage.non_repudiation()
                && needed.iter().all(|purpose| purposes.contains(purpose))
        }
        // RFC 3161, 2.3: for nothing else, and critically so.
        Purpose::TimeStamp => {
            (usage.digital_signature() || usage.non_repudiation()) && critical && purposes == [ID_KP_TIME_STAMPING]
        }
    };
    if fit && !is_authority { Ok(()) } else { Err(unfit()) }
}

/// Whether a certificate may stand so many authorities above the leaf.
fn check_authority(authority: &Certificate, between: usize, purpose: Purpose) -> Result<(), PathError> {
    check_extensions(authority)?;
    let unfit = || PathError::Authority { subject: subject(authority) };
    let (_, constraints) = extension::<BasicConstraints>(authority).ok_or_else(unfit)?;
    let (_, usage) = extension::<KeyUsage>(authority).ok_or_else(unfit)?;
    if !constraints.ca || !usage.key_cert_sign() {
        return Err(unfit());
    }
    if constraints.path_len_constraint.is_some_and(|most| between > usize::from(most)) {
        return Err(PathError::Length { subject: subject(authority) });
    }
    // An authority that limits its own purposes limits those of whom it certifies.
    let needed = match purpose {
        Purpose::Seal => DOCUMENT_SIGNING,
        Purpose::TimeStamp => ID_KP_TIME_STAMPING,
    };
    match extension::<ExtendedKeyUsage>(authority) {
        Some((_, ExtendedKeyUsage(purposes)))
            if !purposes.contains(&needed) && !purposes.contains(&ANY_EXTENDED_KEY_USAGE) =>
        {
            Err(PathError::Purpose { subject: subject(authority) })
        }
        _ => Ok(()),
    }
}

/// Whether everything that a certificate demands is understood here, and said once.
fn check_extensions(certificate: &Certificate) -> Result<(), PathError> {
    let understood = [ID_CE_BASIC_CONSTRAINTS, ID_CE_KEY_USAGE, ID_CE_EXT_KEY_USAGE];
    let extensions = certificate.tbs().extensions().map(Vec::as_slice).unwrap_or_default();
    let fault = |extension: ObjectIdentifier| PathError::Extension {
        subject: subject(certificate),
        extension: extension.to_string(),
    };
    for (at, extension) in extensions.iter().enumerate() {
        let is_understood = understood.contains(&extension.extn_id);
        let said_before = extensions.iter().take(at).any(|other| other.extn_id == extension.extn_id);
        if said_before || (extension.critical && !is_understood) {
            return Err(fault(extension.extn_id));
        }
    }
    if certificate.tbs().version() == Version::V3 { Ok(()) } else { Err(fault(ID_CE_BASIC_CONSTRAINTS)) }
}

fn check_signature(certificate: &Certificate, authority: &Certificate) -> Result<(), PathError> {
    let (tbs, algorithm) = (certificate.tbs(), certificate.parsed().signature_algorithm());
    let key = PublicKey::read(authority.tbs().subject_public_key_info());
    let signature = certificate.parsed().signature().as_bytes();
    let verified = match (key, tbs.to_der(), signature) {
        (Some(key), Ok(message), Some(signature)) => key.verifies(algorithm, &message, signature),
        _ => false,
    };
    if verified && tbs.signature() == algorithm {
        Ok(())
    } else {
        Err(PathError::Signature { subject: subject(certificate), issuer: subject(authority) })
    }
}

/// An extension and whether it is critical.
fn extension<'a, T>(certificate: &'a Certificate) -> Option<(bool, T)>
where
    T: der::Decode<'a, Error = der::Error> + const_oid::AssociatedOid,
{
    certificate.tbs().get_extension::<T>().ok().flatten()
}

fn subject(certificate: &Certificate) -> Subject {
    Subject::of(certificate.tbs().subject())
}

#[cfg(all(test, feature = "seal"))]
mod tests {
    use super::*;
    use crate::pki::{self, Authority, SigningKey};

    const FROM: i64 = 1_795_341_600;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_slice(&[seed; 32]).expect("a key")
    }

    fn name(name: &str) -> Subject {
        Subject { organisation: String::new(), common_name: name.into() }
    }

    fn root(seed: u8) -> Certificate {
        pki::root(&key(seed), &name("Root"), [seed; 16], &instant(FROM)).expect("a root")
    }

    fn authority(of: &str, seed: u8, by: (&Certificate, u8)) -> Certificate {
        let by = Authority { certificate: by.0, key: &key(by.1) };
        by.certify_authority(key(seed).verifying_key(), &name(of), [seed; 16], &instant(FROM)).expect("an authority")
    }

    fn seal(seed: u8, by: (&Certificate, u8)) -> Certificate {
        let by = Authority { certificate: by.0, key: &key(by.1) };
        by.certify_seal(key(seed).verifying_key(), &name("Seal"), [seed; 16], &instant(FROM)).expect("a seal")
    }

    fn find(leaf: &Certificate, between: &[Certificate], roots: &[Certificate]) -> Result<usize, PathError> {
        Path::find(leaf, between, roots, Purpose::Seal).map(|path| path.0.len())
    }

    #[test]
    fn a_path_leads_from_the_leaf_to_the_root() {
        let root = root(1);
        let issuing = authority("Issuing", 2, (&root, 1));
        let leaf = seal(3, (&issuing, 2));
        assert_eq!(find(&leaf, std::slice::from_ref(&issuing), std::slice::from_ref(&root)), Ok(3));
        // An authority that is trusted itself needs nobody above it.
        assert_eq!(find(&leaf, &[], std::slice::from_ref(&issuing)), Ok(2));
        assert_eq!(find(&leaf, &[], &[root]), Err(PathError::Untrusted { issuer: name("Issuing") }));
        assert_eq!(find(&leaf, &[issuing], &[]), Err(PathError::Untrusted { issuer: name("Root") }));
    }

    #[test]
    fn among_authorities_of_one_name_the_right_one_is_found() {
        let root = root(1);
        let issuing = authority("Issuing", 2, (&root, 1));
        let leaf = seal(3, (&issuing, 2));
        let others = [authority("Issuing", 4, (&root, 1)), issuing, authority("Issuing", 5, (&root, 1))];
        assert_eq!(find(&leaf, &others, &[self::root(9), root]), Ok(3));
    }

    #[test]
    fn an_authority_that_may_certify_seals_may_certify_no_authority() {
        let root = root(1);
        let issuing = authority("Issuing", 2, (&root, 1));
        let below = authority("Below", 4, (&issuing, 2));
        let leaf = seal(3, (&below, 4));
        assert_eq!(find(&leaf, &[below, issuing], &[root]), Err(PathError::Length { subject: name("Issuing") }));
    }

    #[test]
    fn a_certificate_for_seals_certifies_nothing() {
        let root = root(1);
        let first = seal(2, (&root, 1));
        let second = seal(3, (&first, 2));
        assert_eq!(find(&second, &[first], &[root]), Err(PathError::Authority { subject: name("Seal") }));
    }

    #[test]
    fn the_key_of_an_authority_makes_no_seals_and_that_of_a_seal_no_time_stamps() {
        let root = root(1);
        let issuing = authority("Issuing", 2, (&root, 1));
        let unfit = |of| Err(PathError::Purpose { subject: name(of) });
        assert_eq!(find(&issuing, &[], std::slice::from_ref(&root)), unfit("Issuing"));
        let leaf = seal(3, (&issuing, 2));
        let stamp = Path::find(&leaf, std::slice::from_ref(&issuing), std::slice::from_ref(&root), Purpose::TimeStamp);
        assert_eq!(stamp.map(|path| path.0.len()), unfit("Seal"));
    }

    #[test]
    fn a_certificate_by_another_key_of_the_same_name_is_refused() {
        let root = root(1);
        let issuing = authority("Issuing", 2, (&root, 1));
        let forged = seal(3, (&issuing, 7));
        let error = PathError::Signature { subject: name("Seal"), issuer: name("Issuing") };
        assert_eq!(find(&forged, &[issuing], &[root]), Err(error));
    }

    #[test]
    fn many_authorities_of_one_name_do_not_make_much_work() {
        let root = root(1);
        let leaf = seal(3, (&authority("Issuing", 2, (&root, 1)), 2));
        let others: Vec<_> = (10..40).map(|seed| authority("Issuing", seed, (&root, 1))).collect();
        assert_eq!(find(&leaf, &others, &[root]), Err(PathError::Length { subject: name("Seal") }));
    }

    #[test]
    fn a_path_is_valid_while_all_its_certificates_are() {
        let root = root(1);
        let issuing = [authority("Issuing", 2, (&root, 1))];
        let roots = [root];
        let leaf = seal(3, (&issuing[0], 2));
        let path = Path::find(&leaf, &issuing, &roots, Purpose::Seal).expect("a path");
        let last = FROM + i64::from(pki::SEAL_DAYS) * 86_400;
        for (at, expected) in [(FROM - 1, false), (FROM, true), (last, true), (last + 1, false)] {
            assert_eq!(path.valid_at(at).is_ok(), expected, "{at}");
        }
    }
}
