//! Trying a bucket out before a request is spent: can it be written, and does it write on condition?

use super::{Body, S3, status};
use crate::aws::describe;
use crate::objects::{ObjectError, Put};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::create_bucket::{CreateBucketError, CreateBucketOutput};
use aws_sdk_s3::types::CreateBucketConfiguration;
use std::sync::atomic::Ordering;

/// The object by which a store shows that it can be written, and that it honours `If-None-Match`. It stays, like
/// everything in bronze, and says what it is for.
pub(crate) const OBJECT: &str = "write-once-check";
const TEXT: Body<'static> =
    Body::Bytes(b"Makerates writes this object at every start, on condition that it is not there.\n");

impl S3 {
    /// Checks, before a request is spent whose answer would be lost, that objects can be written, and that none is
    /// written twice. A bucket that is missing is created where that is allowed.
    pub(crate) async fn check_writable(&self) -> Result<(), ObjectError> {
        let first = match self.put_if_absent(OBJECT, &TEXT).await {
            Err(error) if error.code() == Some("NoSuchBucket") => {
                self.create_bucket().await?;
                self.put_if_absent(OBJECT, &TEXT).await
            }
            other => other,
        };
        let is_conditional = match first {
            Ok(Put::Exists) => true,
            // It was not there, or the server does not look: the second time tells.
            Ok(Put::Written) => match self.put_if_absent(OBJECT, &TEXT).await {
                Ok(put) => put == Put::Exists,
                Err(error) => return Err(self.fault("writing", OBJECT, &error)),
            },
            Err(error) if is_not_implemented(&error) => {
                self.is_conditional.store(false, Ordering::Relaxed);
                // That the condition is refused says nothing of whether an object can be written.
                self.put_if_absent(OBJECT, &TEXT).await.map_err(|error| self.fault("writing", OBJECT, &error))?;
                false
            }
            Err(error) => return Err(self.fault("writing", OBJECT, &error)),
        };
        if !is_conditional {
            tracing::warn!(
                "the S3 server does not honour `If-None-Match`: each object is looked for before it is written, and two \
                 writers at the same instant may both write it"
            );
        }
        self.is_conditional.store(is_conditional, Ordering::Relaxed);
        Ok(())
    }

    /// AWS, and servers that do as it does, want a new bucket's region in the request. Others name their regions as they
    /// like, and refuse the name that we have: they are asked once more, without it.
    async fn create_bucket(&self) -> Result<(), ObjectError> {
        let place = place(self.client.config().region().map(AsRef::as_ref));
        let created = match (self.create_bucket_at(place.clone()).await, place) {
            (Err(error), Some(_)) if self.own_server && status(&error) == Some(400) => {
                // Of two refusals the one with the region tells more.
                self.create_bucket_at(None).await.map_err(|_| error)
            }
            (created, _) => created,
        };
        match created {
            Ok(_) => tracing::info!("the bucket {} was missing, and is created", self.bucket),
            // Another first run was faster.
            Err(error) if error.code() == Some("BucketAlreadyOwnedByYou") => {}
            Err(error) => {
                return Err(ObjectError::NoBucket { bucket: self.bucket.clone(), reason: describe(&error) });
            }
        }
        Ok(())
    }

    async fn create_bucket_at(
        &self,
        place: Option<CreateBucketConfiguration>,
    ) -> Result<CreateBucketOutput, SdkError<CreateBucketError>> {
        let request = self.client.create_bucket().bucket(&self.bucket);
        request.set_create_bucket_configuration(place).send().await
    }
}

/// A new bucket's region, which the request names once more; but not that of the region that was there first.
fn place(region: Option<&str>) -> Option<CreateBucketConfiguration> {
    let region = region.filter(|region| *region != "us-east-1")?;
    Some(CreateBucketConfiguration::builder().location_constraint(region.into()).build())
}

/// Whether a server says that it does not know the condition.
fn is_not_implemented<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    matches!(status(error), Some(400 | 501)) && error.code() == Some("NotImplemented")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_bucket_is_told_its_region_but_in_the_first_one() {
        let told = |region| place(region)?.location_constraint.map(|place| place.as_str().to_owned());
        assert_eq!(told(Some("eu-central-1")).as_deref(), Some("eu-central-1"));
        assert_eq!(told(Some("us-east-1")), None);
        assert_eq!(told(None), None);
    }
}
