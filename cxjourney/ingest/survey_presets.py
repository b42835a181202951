"""Exports of survey tools; each says where the meaning of its columns is written down."""

from __future__ import annotations

from cxjourney.ingest.presets import Preset

_WORDS = ("Survey Preview", "Survey Test", "Survey Preview Spam", "Offline Survey Preview", "Synthetic")
_NO_CUSTOMERS = (*_WORDS, "1", "2", "9", "17", "256")
"""Status of responses that nobody outside gave, in the words and in the numbers that an export may have."""

_PRESETS = (
    Preset(
        name="qualtrics",
        title="Qualtrics, responses as CSV",
        columns={"customer": "ResponseId", "time": "RecordedDate"},
        header_rows=2,
        without={"Status": _NO_CUSTOMERS, "DistributionChannel": ("preview",)},
        signature=("ResponseId", "RecordedDate", "DistributionChannel"),
        traps=(
            "Two rows below the names are header: the wording of the questions, and their identifiers.",
            "Previews, tests and synthetic responses are among the others: they are left out by Status and DistributionChannel.",
            "Responses that look like spam have the status 8 or Spam and stay.",
            "ResponseId names a response; name ExternalReference, RecipientEmail or a field of your own for the customer.",
            "Export numeric values, not choice text. Recoded values are not always those that were shown.",
            "Q1_NPS_GROUP is the group of an answer; Q1 is the answer.",
            "Times are in the zone of the account that exported them: pass timezone=.",
        ),
        source="www.qualtrics.com/support/survey-platform/data-and-analysis-module/data/download-data/understanding-your-dataset",
    ),
    Preset(
        name="surveymonkey",
        title="SurveyMonkey, all responses as CSV",
        columns={"customer": ("Respondent ID", "respondent_id"), "time": ("End Date", "Date Modified", "date_modified")},
        header_rows=1,
        time_format="%m/%d/%Y %I:%M:%S %p",
        signature=("Respondent ID", "Collector ID", "Start Date", "End Date"),
        traps=(
            "The row below the names is header: the options of a question, each in a column of its own.",
            "Respondent ID names a response; name Custom Data 1 or Email Address for the customer.",
            "Dates are written month first, in the zone of the account: pass timezone=.",
            "Several columns of a matrix have no name of their own: name the question's column in the file first.",
        ),
        source="help.surveymonkey.com, Exporting Survey Results",
    ),
    Preset(
        name="hubspot",
        title="HubSpot, feedback submissions",
        columns={
            "customer": ("hs_contact_id", "property_hs_contact_id", "hs_contact_email_rollup"),
            "time": ("hs_submission_timestamp", "property_hs_submission_timestamp"),
            "metric": ("hs_survey_type", "property_hs_survey_type"),
            "score": ("hs_value", "property_hs_value"),
            "verbatim": ("hs_content", "property_hs_content"),
            "channel": ("hs_survey_channel", "property_hs_survey_channel"),
        },
        scales={"CSAT": (0, 2)},
        time_unit="ms",
        values={"hs_survey_type": {"CES": "ces2"}, "property_hs_survey_type": {"CES": "ces2"}},
        without={"hs_survey_type": ("CUSTOM", "KNOWLEDGE"), "property_hs_survey_type": ("CUSTOM", "KNOWLEDGE")},
        signature=("hs_survey_type", "hs_value", "hs_submission_timestamp"),
        traps=(
            "One column holds scores of several kinds; hs_survey_type tells them apart.",
            'CSAT is 0, 1 or 2 (unhappy, neutral, happy); pass scales={"CSAT": (1, 5)} for stars.',
            "CES is the version from 1 to 7 on which high is easy.",
            "CUSTOM and KNOWLEDGE have no scale of their own and are left out.",
            "hs_response_group is the group of an answer; hs_value is the answer.",
        ),
        source="developers.hubspot.com/docs/api/crm/feedback-submissions",
    ),
)

SURVEY_PRESETS = {preset.name: preset for preset in _PRESETS}
"""Presets of `read_surveys` by name."""
