"""Social work: associations, volunteering, the profession, service centres."""

import pandas as pd

from metrics.combine import ratio_table
from metrics.figures import Figures, reported

PROGRAMME = "social-work-survey"


def volunteers_per_team(figures: Figures) -> pd.DataFrame:
    """Give the registered volunteers per volunteer team, in 人/支."""
    return ratio_table(figures, "registered_volunteers", "volunteer_teams")


def people(figures: Figures) -> pd.DataFrame:
    """Show the groups of people that the survey counts, as reported, in 人."""
    groups = ("registered_volunteers", "new_employment_workers", "exam_applicants")
    return reported(figures, indicator=groups)


def proposals_and_projects(figures: Figures) -> pd.DataFrame:
    """Show policy proposals and brokered investment projects, as reported; two different units."""
    return reported(figures, indicator=("policy_proposals", "investment_projects"))


def associations(figures: Figures) -> pd.DataFrame:
    """Show decoupled associations and one chamber's members, as reported."""
    return reported(figures, indicator=("decoupled_associations", "association_members"))


def service_centre(figures: Figures) -> pd.DataFrame:
    """Show a service centre's floor area and functions, as reported; two different units."""
    return reported(figures, indicator=("centre_floor_area", "centre_functions"))
