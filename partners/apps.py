from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partners, regions and events")
    default = True


class WorkspaceConfig(admin_apps.AdminConfig):
    default_site = "partners.workspace.WorkspaceSite"
    default = False
