from django.urls import path, re_path

from practices import views

app_name = "practices"
urlpatterns = [
    path("", views.practice_list, name="list"),
    re_path(r"^(?P<identifier>(?i:gp)-[0-9]{4,})/$", views.practice_identifier, name="identifier"),
    re_path(
        r"^(?P<identifier>(?i:gp)-[0-9]{4,})/(?P<part>(?:card|editions/[0-9]+)/)$",
        views.practice_identifier_part,
        name="identifier-part",
    ),
    path("<slug:slug>/", views.practice_detail, name="detail"),
    path("<slug:slug>/ask/", views.ask, name="ask"),
    path("<slug:slug>/ask/sent/", views.asked, name="asked"),
    path("<slug:slug>/card/", views.practice_card, name="card"),
    path("<slug:slug>/editions/<int:number>/", views.practice_edition, name="edition"),
    re_path(
        r"^(?P<slug>[-\w]+)/evidence/(?P<sha256>[0-9a-f]{64})/$", views.evidence_file, name="file"
    ),
]
